import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countCargo,
  countNextest,
  countNode,
  countPlaywright,
  countVitest,
  total,
} from '../counts.mjs';

const counts = (passed, failed, skipped) => ({ passed, failed, skipped });

test('nextest: what timed out has failed, what was slow has passed', () => {
  const output =
    '        PASS [   0.1s] booking seats\n     Summary [   3.216s] 120 tests run: 117 passed (1 slow), 2 failed, 1 timed out, 4 skipped\n';
  assert.deepEqual(countNextest(output), counts(117, 3, 4));
});

test('cargo test: all test binaries are added up', () => {
  const line = (passed, failed, ignored) =>
    `test result: ok. ${passed} passed; ${failed} failed; ${ignored} ignored; 0 measured; 0 filtered out; finished in 0.1s\n`;
  assert.deepEqual(countCargo(line(5, 0, 1) + line(7, 2, 0)), counts(12, 2, 1));
});

test('Vitest: tests are counted, files are not, colours do not matter', () => {
  const output =
    ' Test Files  1 failed | 9 passed (10)\n      Tests  \u001b[31m3 failed\u001b[39m | 12 passed | 1 skipped (16)\n';
  assert.deepEqual(countVitest(output), counts(12, 3, 1));
});

test('Playwright: a flaky test has failed, one that did not run was skipped', () => {
  const output =
    '  1 failed\n    [desktop] › book.spec.ts:3:1 › 7 passed seats\n  1 flaky\n    [phone] › a.spec.ts\n  2 skipped\n  3 did not run\n  14 passed (1.2m)\n';
  assert.deepEqual(countPlaywright(output), counts(14, 2, 5));
});

test("Node's runner: both its ways of printing", () => {
  assert.deepEqual(
    countNode('ℹ tests 5\nℹ pass 4\nℹ fail 1\nℹ cancelled 0\nℹ skipped 0\nℹ todo 0\n'),
    counts(4, 1, 0),
  );
  assert.deepEqual(
    countNode('# tests 3\n# pass 2\n# fail 0\n# cancelled 0\n# skipped 1\n# todo 0\n'),
    counts(2, 0, 1),
  );
});

test('a runner that says nothing ran nothing', () => {
  for (const count of [countCargo, countNextest, countNode, countPlaywright, countVitest]) {
    assert.deepEqual(count('thread main panicked'), counts(0, 0, 0));
  }
});

test('sums', () => {
  assert.deepEqual(total([counts(1, 2, 3), counts(10, 20, 30)]), counts(11, 22, 33));
});
