// docs/security.md names the tests that hold what it says: each must exist.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { checkout } from '../place.mjs';

const text = readFileSync(path.join(checkout, 'docs', 'security.md'), 'utf8');
const named = [...new Set([...text.matchAll(/`([^`\n]+::[^`\n]+)`/g)].map(([, name]) => name))];

/** Whether a file has a test called so: a function of Rust's, or a title of Node's and Playwright's. */
function has(file, name) {
  const source = readFileSync(path.join(checkout, file), 'utf8');
  if (file.endsWith('.rs'))
    return new RegExp(
      `#\\[(?:tokio::)?test\\b[^\\n]*\\]\\s(?:[^\\n]*\\n){0,3}?\\s*(?:async )?fn ${name}\\(`,
    ).test(source);
  return ["'", '"', '`'].some((quote) => source.includes(`${quote}${name}${quote}`));
}

test('every test that the security document names exists', () => {
  assert.ok(named.length > 100, `${named.length} tests are named`);
  const missing = named.filter((reference) => {
    const [file, name] = reference.split(/::(.*)/s);
    return !existsSync(path.join(checkout, file)) || !has(file, name);
  });
  assert.deepEqual(missing, []);
});

test('every requirement has its row, and the sums at the head are those of the rows', () => {
  const rows = [...text.matchAll(/^\| (\d+\.\d+\.\d+) \| ([12]) \|.*$/gm)].map(([row, item]) => ({
    item,
    state: row.split(' | ')[3],
  }));
  const count = (state) => rows.filter((row) => row.state === state).length;
  const [, total, met, partly, unmet, foreign] =
    /^(\d+) requirements .*: (\d+) met, (\d+) in part, (\d+) not met, (\d+) about/m
      .exec(text)
      .map(Number);
  const elsewhere = [...text.matchAll(/: all (\d+) do not apply\.$/gm)].map(([, number]) =>
    Number(number),
  );
  const outside = count('–') + elsewhere.reduce((sum, number) => sum + number, 0);
  assert.deepEqual(
    [count('met'), count('in part'), count('**not met**'), outside],
    [met, partly, unmet, foreign],
  );
  assert.equal(met + partly + unmet + foreign, total);
  assert.equal(new Set(rows.map(({ item }) => item)).size, rows.length, 'no item twice');
});
