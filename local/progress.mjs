// What is being done, told while it is done: a line rewritten in place on a terminal, else a new line now and then.

const TERMINAL = process.stdout.isTTY === true;
const EVERY_MS = TERMINAL ? 500 : 15_000;

const running = new Set();
let timer;

/**
 * Does `work` and tells how it goes: its `label`, how long it has taken, and what it last said of itself.
 * @template T
 * @param {string} label
 * @param {(say: (state: string) => void) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(label, work) {
  const entry = { label, since: Date.now(), state: '' };
  running.add(entry);
  if (!TERMINAL) print(`… ${label}`);
  timer ??= setInterval(showRunning, EVERY_MS);
  try {
    const result = await work((state) => (entry.state = state));
    running.delete(entry);
    print(`✓ ${label} (${elapsed(entry.since)})`);
    return result;
  } catch (error) {
    running.delete(entry);
    print(`✗ ${label} (${elapsed(entry.since)})`);
    throw error;
  } finally {
    if (running.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  }
}

/** A line of its own, above the one that is being rewritten. */
export function print(line) {
  if (TERMINAL) process.stdout.write('\r\u001b[K');
  process.stdout.write(`${line}\n`);
  if (TERMINAL) showRunning();
}

/** Seconds since an instant, as people say them: `45 s`, `3 min 05 s`. */
export function elapsed(since) {
  const seconds = Math.round((Date.now() - since) / 1000);
  return seconds < 60
    ? `${seconds} s`
    : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

function showRunning() {
  if (running.size === 0) return;
  const text = [...running].map(({ label, state, since }) =>
    [label, state, elapsed(since)].filter(Boolean).join(' '),
  );
  const line = `… ${text.join(' · ')}`;
  process.stdout.write(
    TERMINAL ? `\r\u001b[K${line.slice(0, (process.stdout.columns || 80) - 1)}` : `${line}\n`,
  );
}
