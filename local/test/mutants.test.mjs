import assert from 'node:assert/strict';
import test from 'node:test';
import { applied, switched } from '../mutants/switch.mjs';

const SOURCE = `use what::Is;

/// Braces { } in words.
pub const fn free(of: i32, taken: i32) -> i32 {
    of - taken
}

impl House {
    fn is_full(&self) -> bool {
        self.free() == 0
    }
}
`;

/** A change as cargo-mutants tells it. */
function change(number, from, to, [start, end]) {
  const diff = `--- a.rs\n+++ what it does\n@@ -${start},${end - start + 1} +${start},${end - start + 1} @@\n`;
  const hunk = SOURCE.split('\n')
    .slice(start - 1, end)
    .flatMap((line) =>
      line.includes(from) ? [`-${line}`, `+${line.replace(from, to)}`] : [` ${line}`],
    );
  const changed = applied(SOURCE, diff + hunk.join('\n'));
  return { number, changed, function: { span: { start: { line: start }, end: { line: end } } } };
}

test('a diff changes the lines that it names and no other', () => {
  const { changed } = change(1, 'of - taken', 'of + taken', [4, 6]);
  assert.equal(changed, SOURCE.replace('of - taken', 'of + taken'));
});

test('each change is behind its switch, and lines know whose they are', () => {
  const { text, whose } = switched(SOURCE, [
    change(1, 'of - taken', 'of + taken', [4, 6]),
    change(2, 'of - taken', '0', [4, 6]),
    change(3, '==', '!=', [9, 11]),
  ]);
  const lines = text.split('\n');
  const lineOf = (words) => lines.findIndex((line) => line.includes(words)) + 1;
  assert.equal(whose(lineOf('of + taken')), 1);
  assert.equal(whose(lineOf('    0')), 2);
  assert.equal(whose(lineOf('!= 0')), 3);
  assert.equal(whose(lineOf('of - taken')), undefined);
  assert.equal(whose(lineOf('use what')), undefined);
  // Without the switches it is the file as it was, but for the constant function, which cannot ask for one.
  const off = lines.filter((_, index) => whose(index + 1) === undefined);
  assert.equal(
    off.join('').replaceAll(/\s/g, ''),
    SOURCE.replace('const fn', 'fn').replaceAll(/\s/g, ''),
  );
});
