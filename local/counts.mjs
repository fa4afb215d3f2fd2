// How many tests a test runner says it ran.

/** @typedef {{passed: number, failed: number, skipped: number}} Counts */

const NOTHING = { passed: 0, failed: 0, skipped: 0 };

/** A check without tests of its own, such as a linter: one that passed or one that failed. */
export function oneCheck(ok) {
  return { ...NOTHING, passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
}

/** cargo-nextest: `Summary [ 3.2s] 120 tests run: 118 passed (1 slow), 1 failed, 1 timed out, 2 skipped`. */
export function countNextest(output) {
  const summary = last(output, /^\s*Summary \[[^\]]*\]\s*(.*)$/gm)?.[1] ?? '';
  return {
    passed: number(summary, 'passed'),
    failed:
      number(summary, 'failed') + number(summary, 'timed out') + number(summary, 'exec failed'),
    skipped: number(summary, 'skipped'),
  };
}

/** `cargo test`, one line a test binary: `test result: ok. 5 passed; 0 failed; 1 ignored; …`. */
export function countCargo(output) {
  return [...output.matchAll(/^test result: .*$/gm)].reduce(
    (sum, [line]) => ({
      passed: sum.passed + number(line, 'passed'),
      failed: sum.failed + number(line, 'failed'),
      skipped: sum.skipped + number(line, 'ignored'),
    }),
    NOTHING,
  );
}

/** Vitest: `     Tests  3 failed | 12 passed | 1 skipped (16)`. */
export function countVitest(output) {
  const line = last(output, /^\s*Tests\s+(.*)$/gm)?.[1] ?? '';
  return {
    passed: number(line, 'passed'),
    failed: number(line, 'failed'),
    skipped: number(line, 'skipped'),
  };
}

/** Playwright's list reporter closes with a line for each: `2 failed`, `1 did not run`, `1 skipped`, `12 passed (1.2m)`. */
export function countPlaywright(output) {
  const sum = (word) =>
    number(last(output, new RegExp(`^\\s*\\d+ ${word}\\b.*$`, 'gm'))?.[0] ?? '', word);
  return {
    // One that passed only when tried again is no pass to rely on.
    passed: sum('passed'),
    failed: sum('failed') + sum('flaky') + sum('interrupted'),
    skipped: sum('skipped') + sum('did not run'),
  };
}

/** Node's own runner, as a terminal reads it (`ℹ pass 12`) or as TAP (`# pass 12`). */
export function countNode(output) {
  const sum = (word) => Number(last(output, new RegExp(`^\\S+ ${word} (\\d+)$`, 'gm'))?.[1] ?? 0);
  return {
    passed: sum('pass'),
    failed: sum('fail') + sum('cancelled'),
    skipped: sum('skipped') + sum('todo'),
  };
}

/** @param {Counts[]} all */
export function total(all) {
  return all.reduce(
    (sum, counts) => ({
      passed: sum.passed + counts.passed,
      failed: sum.failed + counts.failed,
      skipped: sum.skipped + counts.skipped,
    }),
    NOTHING,
  );
}

function number(text, word) {
  return Number(new RegExp(`(\\d+) ${word}`).exec(text)?.[1] ?? 0);
}

function last(text, pattern) {
  // eslint-disable-next-line no-control-regex -- colours
  return [...text.replace(/\u001b\[[0-9;]*m/g, '').matchAll(pattern)].at(-1);
}
