import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Where Debian and others keep servers, which an ordinary user's PATH may lack. */
const MORE_PLACES = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/** The full path of a program on this machine, or `undefined`; a name with a slash is a path already. */
export function onPath(name) {
  if (name.includes('/')) return isExecutable(name) ? name : undefined;
  const places = [...(process.env.PATH ?? '').split(path.delimiter), ...MORE_PLACES].filter(
    Boolean,
  );
  return places.map((place) => path.join(place, name)).find(isExecutable);
}

export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Words to put before a command, so that the kernel ends it with `signal` should we be killed without a chance to;
 * none where the machine lacks `setpriv` (util-linux).
 */
export function dyingWithUs(signal = 'SIGTERM') {
  const setpriv = onPath('setpriv');
  return setpriv ? [setpriv, '--pdeathsig', signal.replace(/^SIG/, ''), '--'] : [];
}
