import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/** What must not be found in any log. */
export type Secret = 'name' | 'email' | 'phone' | 'notes' | 'password' | 'session' | 'token';

interface Entry {
  readonly kind: Secret;
  readonly text: string;
}

const FILE = path.resolve(import.meta.dirname, '../.output/ledger.jsonl');

/** Remembers, across tests and processes, a secret or a piece of personal data that the run has used. */
export function remember(kind: Secret, text: string): void {
  mkdirSync(path.dirname(FILE), { recursive: true });
  appendFileSync(FILE, `${JSON.stringify({ kind, text } satisfies Entry)}\n`);
}

/** Everything remembered since the run began. */
export function remembered(): readonly Entry[] {
  return readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Entry);
}

/** Forgets what an earlier run remembered. */
export function cleanLedger(): void {
  rmSync(FILE, { force: true });
}
