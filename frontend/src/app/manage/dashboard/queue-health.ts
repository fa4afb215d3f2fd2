import { Admin } from '../api/models';

/** What the queues come down to, in one sentence. */
export interface QueueHealth {
  /** Translation key under `manageDashboard.queue`. */
  readonly key:
    'well' | 'mailFailed' | 'mailsFailed' | 'jobsFailed' | 'paused' | 'nobodyWorks' | 'late';
  readonly tone: 'good' | 'waits' | 'bad';
  readonly values: Readonly<Record<string, number>>;
}

/** From here on a mail is late: nobody who waits for a ticket waits that long patiently. */
const LATE_SECONDS = 120;

/** The one thing to know of the queues: what needs a person first. */
export function queueHealth({ queues, workers }: Admin['QueueOverview']): QueueHealth {
  if (queues.some(({ paused }) => paused)) {
    const pending = sum(
      queues.filter(({ paused }) => paused),
      'pending',
    );
    return { key: 'paused', tone: 'waits', values: { count: pending } };
  }
  const mails = sum(
    queues.filter(({ name }) => name.endsWith('emails')),
    'failed',
  );
  if (mails > 0) {
    const key = mails === 1 ? 'mailFailed' : 'mailsFailed';
    return { key, tone: 'bad', values: { count: mails } };
  }
  const failed = sum(queues, 'failed');
  if (failed > 0) {
    return { key: 'jobsFailed', tone: 'bad', values: { count: failed } };
  }
  if (workers.length === 0) {
    return { key: 'nobodyWorks', tone: 'bad', values: {} };
  }
  const oldest = Math.max(0, ...queues.map((queue) => queue.oldest_pending_seconds));
  if (oldest >= LATE_SECONDS) {
    return { key: 'late', tone: 'waits', values: { minutes: Math.floor(oldest / 60) } };
  }
  return { key: 'well', tone: 'good', values: { count: sum(queues, 'done_24h') } };
}

function sum(
  queues: readonly Admin['QueueState'][],
  figure: 'pending' | 'failed' | 'done_24h',
): number {
  return queues.reduce((total, queue) => total + queue[figure], 0);
}
