import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';
import { checkout } from './place.mjs';

/** Folders with JavaScript packages of their own. */
export const PACKAGE_FOLDERS = ['local', 'frontend'];

/** Whether what a folder has was installed from its lock as it is now. */
export function packagesAreCurrent(folder) {
  const stamp = stampOf(folder);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint(folder);
}

/** Installs the packages of a folder, exactly as locked. */
export async function installPackages(folder) {
  await run('npm', ['ci', '--no-fund', '--no-audit'], { cwd: path.join(checkout, folder) });
  writeFileSync(stampOf(folder), fingerprint(folder));
}

/** Inside `node_modules`, so that whoever removes those removes the claim with them. */
function stampOf(folder) {
  return path.join(checkout, folder, 'node_modules', '.installed-from');
}

function fingerprint(folder) {
  const lock = readFileSync(path.join(checkout, folder, 'package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.arch}\n`;
}
