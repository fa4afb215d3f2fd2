import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';
import { checkout } from './place.mjs';

/** Folders with JavaScript packages of their own. */
export const PACKAGE_FOLDERS = ['local', 'frontend'];

/**
 * Installs the packages of a folder, exactly as locked; nothing when what is there came from this very lock.
 * @returns {Promise<boolean>} whether anything was installed
 */
export async function installPackages(folder) {
  const place = path.join(checkout, folder);
  const stamp = path.join(place, 'node_modules', '.installed-from');
  const lock = createHash('sha256').update(readFileSync(path.join(place, 'package-lock.json'))).digest('hex');
  const fingerprint = `${lock} ${process.arch}\n`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return false;
  await run('npm', ['ci', '--no-fund', '--no-audit'], { cwd: place });
  writeFileSync(stamp, fingerprint);
  return true;
}
