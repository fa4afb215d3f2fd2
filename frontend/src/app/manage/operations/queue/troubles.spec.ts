import { Admin } from '../../api/models';
import { QueueSight } from '../operations-api';
import { causeKind, crews, saidOf, troubles } from './troubles';

const AT = Date.parse('2027-05-15T19:55:00+02:00');

function queue(name: string, differs: Partial<Admin['QueueState']> = {}): Admin['QueueState'] {
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
    ...differs,
  };
}

function worker(of: string, last_seen_at: string): Admin['Worker'] {
  return { id: `${of}-1`, queue: of, last_seen_at };
}

function sight(queues: Admin['QueueState'][], workers: Admin['Worker'][]): QueueSight {
  return { queues, workers, at: AT };
}

const NOW = '2027-05-15T19:54:57+02:00';
const LONG_AGO = '2027-05-15T19:50:00+02:00';

describe('troubles', () => {
  it('are none when workers work and nothing waits', () => {
    expect(troubles(sight([queue('emails')], [worker('emails', NOW)]), [])).toEqual([]);
  });

  it('begin with what holds up everything: nobody works', () => {
    const found = troubles(
      sight(
        [
          queue('emails', { pending: 7, oldest_pending_seconds: 900 }),
          queue('tickets', { pending: 2 }),
        ],
        [worker('emails', LONG_AGO)],
      ),
      [{ queue: 'emails', cause: '550', count: 3 }],
    );
    expect(found).toEqual([
      { kind: 'no_worker', pending: 9 },
      { kind: 'failed', count: 3, causes: 1 },
    ]);
  });

  it('tell a paused queue apart from one that is slow or that nobody works on', () => {
    const paused = queue('emails', { paused: true, oldest_pending_seconds: 900 });
    const slow = queue('tickets', { oldest_pending_seconds: 300 });
    const idle = queue('posters', { pending: 1 });
    const fine = queue('maintenance', { oldest_pending_seconds: 299 });
    const workers = ['emails', 'tickets', 'maintenance'].map((name) => worker(name, NOW));
    expect(troubles(sight([paused, slow, idle, fine], workers), [])).toEqual([
      { kind: 'paused', queue: paused },
      { kind: 'slow', queue: slow },
      { kind: 'idle_queue', queue: idle },
    ]);
  });
});

it('a crew is who lives of it; the dead of earlier count for nothing but their last sign', () => {
  const workers = [worker('emails', LONG_AGO), worker('emails', NOW), worker('tickets', LONG_AGO)];
  expect(crews(sight([queue('emails'), queue('tickets'), queue('posters')], workers))).toEqual([
    { queue: 'emails', alive: 1, lastSeen: NOW },
    { queue: 'tickets', alive: 0, lastSeen: LONG_AGO },
    { queue: 'posters', alive: 0, lastSeen: undefined },
  ]);
});

describe('causeKind', () => {
  it.each([
    ['the mail server refused the mail: 550 5.1.1 no such mailbox', 'address'],
    ['the mail server refused the mail: 552 5.2.2 Mailbox full', 'full'],
    ['the mail server refused the mail: 550 5.7.1 blocked by policy', 'blocked'],
    ['451 4.7.1 greylisted, try later', 'busy'],
    ['the mail server does not answer: timed out', 'connection'],
    ["the mail's template is faulty", 'other'],
    ['(no words)', 'other'],
  ] as const)('of %j is %s', (cause, kind) => {
    expect(causeKind(cause)).toBe(kind);
  });
});

it('the words of the mail server are told without the frame that the worker puts around them', () => {
  expect(saidOf('the mail server refused the mail: 552 5.2.2 Full')).toBe('552 5.2.2 Full');
  expect(saidOf("the mail's template is faulty")).toBe("the mail's template is faulty");
});
