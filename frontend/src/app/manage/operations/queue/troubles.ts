import { Admin } from '../../api/models';
import { QueueSight } from '../operations-api';

/** A worker gives a sign of life every 5 seconds; after 45 its jobs are given to others. */
export const SILENT_AFTER = 45;

/** What waits longer than this while somebody works on it, waits for a reason. */
export const LONG_WAIT = 5 * 60;

/** Something that an operator should look at now. */
export type Trouble =
  | { readonly kind: 'no_worker'; readonly pending: number }
  | { readonly kind: 'paused'; readonly queue: Admin['QueueState'] }
  | { readonly kind: 'idle_queue'; readonly queue: Admin['QueueState'] }
  | { readonly kind: 'slow'; readonly queue: Admin['QueueState'] }
  | { readonly kind: 'failed'; readonly count: number; readonly causes: number };

/** How long ago a worker gave its last sign of life, seconds. */
export function silence({ last_seen_at }: Admin['Worker'], at: number): number {
  return (at - Date.parse(last_seen_at)) / 1000;
}

/** What is wrong, the worst first: what holds everything up, what holds one queue up, what was given up. */
export function troubles(
  { queues, workers, at }: QueueSight,
  failed: readonly Admin['FailedJobs'][],
): Trouble[] {
  const alive = new Set(
    workers.filter((worker) => silence(worker, at) < SILENT_AFTER).map(({ queue }) => queue),
  );
  const found: Trouble[] = [];
  if (alive.size === 0) {
    found.push({
      kind: 'no_worker',
      pending: queues.reduce((sum, { pending }) => sum + pending, 0),
    });
  }
  for (const queue of queues) {
    if (queue.paused) {
      found.push({ kind: 'paused', queue });
    } else if (alive.size > 0 && !alive.has(queue.name)) {
      found.push({ kind: 'idle_queue', queue });
    } else if (alive.size > 0 && queue.oldest_pending_seconds >= LONG_WAIT) {
      found.push({ kind: 'slow', queue });
    }
  }
  const count = failed.reduce((sum, group) => sum + group.count, 0);
  if (count > 0) {
    found.push({ kind: 'failed', count, causes: failed.length });
  }
  return found;
}

/** Who works on a queue. */
export interface Crew {
  readonly queue: string;
  /** How many gave a sign of life lately. */
  readonly alive: number;
  /** The latest sign of life of any of them within the hour. */
  readonly lastSeen: string | undefined;
}

/** The crew of each queue. A worker that ended an hour ago or a minute ago is missed only when nobody took over. */
export function crews({ queues, workers, at }: QueueSight): Crew[] {
  return queues.map(({ name }) => {
    const crew = workers.filter(({ queue }) => queue === name);
    return {
      queue: name,
      alive: crew.filter((worker) => silence(worker, at) < SILENT_AFTER).length,
      lastSeen: crew
        .map(({ last_seen_at }) => last_seen_at)
        .sort((one, other) => Date.parse(other) - Date.parse(one))[0],
    };
  });
}

/** What kind of cause it is, for advice in plain words; told by the reply's codes (RFC 5321, RFC 3463). */
export type CauseKind = 'address' | 'full' | 'blocked' | 'busy' | 'connection' | 'other';

const KINDS: readonly (readonly [CauseKind, RegExp])[] = [
  ['full', /\b(?:552|[45]\.2\.2)\b/],
  ['blocked', /\b(?:554|5\.7\.\d{1,3})\b/],
  ['address', /\b(?:550|551|553|5\.1\.\d{1,3}|5\.2\.1)\b/],
  ['busy', /\b(?:421|45[0-2]|4\.\d{1,3}\.\d{1,3})\b/],
  ['connection', /connect|time(?:d )?out|does not answer|not reach|network|dns|tls/i],
];

export function causeKind(cause: string): CauseKind {
  return KINDS.find(([, words]) => words.test(cause))?.[0] ?? 'other';
}

/** The mail server's own words in what the worker noted; all of it where it was not the mail server who spoke. */
export function saidOf(cause: string): string {
  return cause.replace(/^the mail server refused the mail: /, '');
}
