import { Admin } from '../api/models';
import { queueHealth } from './queue-health';

const WORKER = { id: 'w1', queue: 'emails', last_seen_at: '2026-11-25T20:30:00+01:00' };

function queue(name: string, figures: Partial<Admin['QueueState']> = {}): Admin['QueueState'] {
  return {
    name,
    pending: 0,
    running: 0,
    failed: 0,
    done_24h: 0,
    oldest_pending_seconds: 0,
    done_per_minute_5: 0,
    done_per_minute_60: 0,
    paused: false,
    ...figures,
  };
}

function health(...queues: Admin['QueueState'][]) {
  return queueHealth({ queues, workers: [WORKER] });
}

describe('the health of the queues', () => {
  it('is well while jobs are done in time', () => {
    expect(
      health(queue('emails', { done_24h: 12, pending: 3, oldest_pending_seconds: 5 })),
    ).toEqual({ key: 'well', tone: 'good', values: { count: 12 } });
  });

  it('names a pause first, since it was somebody’s wish', () => {
    expect(health(queue('emails', { paused: true, pending: 7, failed: 2 }))).toEqual({
      key: 'paused',
      tone: 'waits',
      values: { count: 7 },
    });
  });

  it('counts mails that did not arrive, to guests and to the house', () => {
    expect(health(queue('emails', { failed: 2 }), queue('staff_emails', { failed: 1 }))).toEqual({
      key: 'mailsFailed',
      tone: 'bad',
      values: { count: 3 },
    });
    expect(health(queue('emails', { failed: 1 })).key).toBe('mailFailed');
  });

  it('tells other failed jobs apart from mails', () => {
    expect(health(queue('tickets', { failed: 4 }))).toMatchObject({
      key: 'jobsFailed',
      values: { count: 4 },
    });
  });

  it('says when nobody works', () => {
    expect(queueHealth({ queues: [queue('emails')], workers: [] }).key).toBe('nobodyWorks');
  });

  it('says how long the oldest mail has waited, in whole minutes', () => {
    expect(health(queue('emails', { pending: 1, oldest_pending_seconds: 119 })).key).toBe('well');
    expect(health(queue('emails', { pending: 1, oldest_pending_seconds: 185 }))).toMatchObject({
      key: 'late',
      values: { minutes: 3 },
    });
  });
});
