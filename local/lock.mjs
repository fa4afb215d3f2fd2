import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { keepsake } from './place.mjs';

const FILE = path.join(keepsake, 'run.lock');

/** Who runs this checkout's stack, `undefined` when nobody does; a lock whose process is gone counts for nothing. */
export function runningStack() {
  if (!existsSync(FILE)) return undefined;
  const { pid, startedAt } = JSON.parse(readFileSync(FILE, 'utf8'));
  return startOf(pid) === startedAt ? pid : undefined;
}

/** Claims this checkout's stack for this process until it ends. */
export function claimStack() {
  const pid = runningStack();
  if (pid !== undefined)
    throw new Error(`This checkout's stack already runs (process ${pid}): stop that one first.`);
  mkdirSync(keepsake, { recursive: true });
  writeFileSync(FILE, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) }));
  process.once('exit', () => rmSync(FILE, { force: true }));
}

/** When a process started, in the kernel's ticks: with the number it tells a process from a later namesake. */
function startOf(pid) {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return undefined;
  const text = readFileSync(stat, 'utf8');
  // The name, in brackets, may hold anything; the 20th field after it is the start.
  return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
}
