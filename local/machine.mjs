import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Where Debian and others keep servers, which an ordinary user's PATH may lack. */
const MORE_PLACES = ['/usr/sbin', '/usr/local/sbin', '/sbin'];

/** The full path of a program on this machine, or `undefined`. */
export function onPath(name) {
  const places = [...(process.env.PATH ?? '').split(path.delimiter), ...MORE_PLACES].filter(Boolean);
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
