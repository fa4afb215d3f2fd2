// A copy of the checkout's Rust code in which something is spoilt on purpose, for what looks whether anybody notices. It is
// kept, with a build directory of its own, so that after the first time only what is spoilt is compiled.
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';
import { checkout } from './place.mjs';

/** What cargo needs of the checkout. */
const NEEDED = ['*.rs', '*.toml', '*.lock', 'worker', 'api', 'booking', 'openapi'];

/**
 * Makes the copy equal to the checkout; what is equal is left alone, so that cargo builds only what differs.
 * @param {string} directory   where the copy is
 */
export async function freshCopy(directory) {
  const listed = await run('git', ['ls-files', '-z', '--', ...NEEDED], { cwd: checkout });
  for (const name of new Set(listed.split('\0').filter(Boolean))) {
    const [from, to] = [path.join(checkout, name), path.join(directory, name)];
    if (!existsSync(from) || (existsSync(to) && readFileSync(from).equals(readFileSync(to))))
      continue;
    mkdirSync(path.dirname(to), { recursive: true });
    copyFileSync(from, to);
  }
}
