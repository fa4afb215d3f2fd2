import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { checkout } from '../place.mjs';

const PLANTED = path.join(checkout, 'chaos', 'planted');

test('every planted bug still fits the code, and says which program has it', () => {
  const patches = readdirSync(PLANTED).filter((file) => file.endsWith('.patch'));
  assert.ok(patches.length >= 7);
  for (const file of patches) {
    const patch = path.join(PLANTED, file);
    execFileSync('git', ['apply', '--check', patch], { cwd: checkout });
    assert.match(readFileSync(patch, 'utf8'), /^Builds: (?:api|worker)(?: worker)?$/m, file);
  }
});

test('every planted bug says which invariants it breaks, by their names', () => {
  const checker = path.join(checkout, 'chaos', 'src', 'checker');
  const code = readdirSync(checker)
    .filter((file) => file.endsWith('.rs'))
    .map((file) => readFileSync(path.join(checker, file), 'utf8'))
    .join('\n');
  const told = {};
  for (const file of readdirSync(PLANTED)) {
    const breaks = /^(?:-- )?Breaks: (.+)$/m.exec(readFileSync(path.join(PLANTED, file), 'utf8'));
    if (breaks) told[path.parse(file).name] = breaks[1].split('; ');
    else told[path.parse(file).name] ??= [];
  }
  for (const [bug, names] of Object.entries(told)) {
    assert.notEqual(names.length, 0, bug);
    for (const name of names) assert.ok(code.includes(`"${name}"`), `${bug}: ${name}`);
  }
});
