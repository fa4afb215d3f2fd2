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
