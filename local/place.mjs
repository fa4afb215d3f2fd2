// Where things are, and who may read them.
import { createHash } from 'node:crypto';
import {
  chownSync,
  cpSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this checkout. */
export const checkout = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** What the local stack keeps: forgotten by git, removed by `make reset`. */
export const keepsake = path.join(checkout, '.local');

/**
 * The account for a program that refuses to run as root, or should not: the first of `names` that the machine has.
 * `undefined` for a user without root's rights, whose programs simply run as himself.
 * @returns {{name: string, group: string, uid: number, gid: number} | undefined}
 */
export function plainAccount(...names) {
  if (process.getuid() !== 0) return undefined;
  const rows = (file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
  const accounts = new Map(
    rows('/etc/passwd').map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  );
  const name = [...names, 'nobody'].find((candidate) => accounts.has(candidate));
  if (!name)
    throw new Error(
      'Started as root, but the machine has no account `nobody` for what must not run as root.',
    );
  const account = accounts.get(name);
  const group =
    rows('/etc/group').find(([, , gid]) => Number(gid) === account.gid)?.[0] ?? String(account.gid);
  return { name, group, ...account };
}

/** Whether `account` (`undefined`: ourselves) can walk to `place`, which exists, and read it. */
export function reaches(account, place) {
  if (!account) return true;
  const may = (file, bit) => {
    const { mode, uid, gid } = statSync(file);
    const shift = uid === account.uid ? 6 : gid === account.gid ? 3 : 0;
    return ((mode >> shift) & bit) !== 0;
  };
  const READ = 4;
  const WALK = 1;
  for (let above = path.dirname(place); ; above = path.dirname(above)) {
    if (!may(above, WALK)) return false;
    if (above === path.dirname(above)) break;
  }
  return may(place, READ);
}

/** What `ownDirectory` was asked for by this process. */
const given = new Set();

/**
 * A directory that `account` owns: `wanted` itself, or, where the account cannot walk there (a checkout below /root),
 * a directory in /var/tmp that belongs to `wanted` alone.
 */
export function ownDirectory(account, wanted) {
  given.add(wanted);
  mkdirSync(path.dirname(wanted), { recursive: true });
  const place = reaches(account, path.dirname(wanted)) ? wanted : stand(wanted);
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const owner = account?.uid ?? process.getuid();
  const found = lstatSync(place);
  // /var/tmp is everybody's: a directory that somebody else laid out there is not for our data.
  if (!found.isDirectory() || ![owner, process.getuid()].includes(found.uid)) {
    throw new Error(`${place} belongs to somebody else: remove it.`);
  }
  if (account) chownSync(place, account.uid, account.gid);
  return place;
}

/** Removes what `ownDirectory` gave out for `wanted`. */
export function removeOwnDirectory(wanted) {
  rmSync(wanted, { recursive: true, force: true });
  rmSync(stand(wanted), { recursive: true, force: true });
}

/** Removes a directory of this process, with what `ownDirectory` gave out for places in it. */
export function removeTree(directory) {
  for (const wanted of given)
    if (wanted.startsWith(`${directory}${path.sep}`)) removeOwnDirectory(wanted);
  rmSync(directory, { recursive: true, force: true });
}

/** `source`, or a copy of it at `wanted` when `account` cannot read it; `probe` is a file in it that tells. */
export function readableCopy(account, source, probe, wanted) {
  if (reaches(account, path.join(source, probe))) return source;
  removeOwnDirectory(wanted);
  const copy = ownDirectory(account, wanted);
  cpSync(source, copy, { recursive: true, verbatimSymlinks: true });
  for (const entry of readdirSync(copy, { recursive: true })) {
    lchownSync(path.join(copy, entry), account.uid, account.gid);
  }
  return copy;
}

function stand(wanted) {
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 12);
  return path.join('/var/tmp', `azionelab-${hash}`);
}
