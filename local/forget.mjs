import { rmSync } from 'node:fs';
import path from 'node:path';
import { removeOwnDirectory } from './place.mjs';

/** Forgets all data, mails, logs and secrets of a stack that does not run. */
export function forgetStack(directory) {
  const owned = ['postgres', 'postgres-binaries', 'nginx/temporary', 'nginx/web', 'nginx/pages'];
  for (const place of owned) removeOwnDirectory(path.join(directory, place));
  for (const place of ['nginx', 'logs', 'mailbox', 'passwords.json', 'token-keys']) {
    rmSync(path.join(directory, place), { recursive: true, force: true });
  }
}
