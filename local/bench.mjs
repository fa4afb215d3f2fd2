// `make bench`: builds the programs as a deployment has them, starts what a measurement needs (a throw-away PostgreSQL that
// keeps its promises, nginx from the site's own template, once in front of the API and once in front of a constant), and
// lets bench/ measure. ONLY=hot,reads measures some scenarios, QUICK=1 shortly, JSON=FILE keeps the figures, MARKDOWN=1
// prints the table as docs/performance.md has it, PROGRAMS=DIRECTORY measures programs that were built elsewhere, as those of
// another commit.
import { mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { spawn } from 'node:child_process';
import { run } from './command.mjs';
import { dyingWithUs, isExecutable, onPath } from './machine.mjs';
import { checkout, keepsake } from './place.mjs';
import { freePort } from './ports.mjs';
import { serversOfThisMachine } from './postgres-binaries.mjs';
import { Site, nginxHere } from './site.mjs';
import { withTestDatabase } from './test-database.mjs';

const DIRECTORY = path.join(keepsake, 'bench');

/** What the server is given: a machine of this size would be set up so (compose.yml does the same). */
const MEMORY = { shared_buffers: '256MB' };

async function main() {
  const { ONLY, QUICK, JSON: json, MARKDOWN, PROGRAMS } = process.env;
  const pgbench = findPgbench();
  if (!pgbench)
    throw new Error(
      'pgbench is missing: install the package `postgresql` (on Fedora `postgresql-contrib`).',
    );
  if (!nginxHere()) throw new Error('nginx is missing: install the package `nginx`.');
  const directory = PROGRAMS ? path.resolve(PROGRAMS) : await build();
  console.log(
    QUICK
      ? 'Measuring shortly, about 5 minutes for everything …'
      : 'Measuring, about 15 minutes for everything …',
  );
  mkdirSync(DIRECTORY, { recursive: true });
  const ports = { api: await freePort(0), constant: await freePort(0) };
  const sites = [await site('site', ports.api), await site('constant-site', ports.constant)];
  try {
    for (const part of sites) await part.start();
    const words = [
      'run',
      ...['--programs', directory, '--directory', DIRECTORY, '--pgbench', pgbench],
      ...['--api-port', ports.api, '--site-port', sites[0].port],
      ...['--constant-port', ports.constant, '--constant-site-port', sites[1].port],
      ...(ONLY ? ['--only', ONLY] : []),
      ...(QUICK ? ['--quick'] : []),
      ...(json ? ['--json', path.resolve(json)] : []),
      ...(MARKDOWN ? ['--markdown'] : []),
    ].map(String);
    const measure = (url) =>
      measured(path.join(directory, 'bench'), words, { TEST_DATABASE_URL: url });
    return await withTestDatabase(measure, { durable: true, more: MEMORY });
  } finally {
    for (const part of sites) await part.stop();
  }
}

function findPgbench() {
  const beside = serversOfThisMachine().map(({ bin }) => path.join(bin, 'pgbench'));
  return beside.find(isExecutable) ?? onPath('pgbench');
}

/** Builds what is measured, as the Dockerfile does, and what measures; answers where they are. */
async function build() {
  const cargo = (...words) =>
    run('cargo', ['build', '--release', '--locked', ...words], {
      cwd: checkout,
      onText: (text) => process.stderr.write(text),
    });
  console.log('Building release programs; from nothing that takes about ten minutes …');
  // At once, so that nothing is built twice: bench asks nothing of a crate that the programs do not.
  await cargo(
    ...['api', 'worker', 'migration', 'bench'].flatMap((name) => ['--package', name]),
    '--bins',
    '--no-default-features',
  );
  const metadata = await run(
    'cargo',
    ['metadata', '--no-deps', '--format-version', '1', '--locked'],
    { cwd: checkout },
  );
  return path.join(JSON.parse(metadata.slice(metadata.indexOf('{'))).target_directory, 'release');
}

/** nginx in front of whatever listens on `apiPort`; pages are not measured here, so its web root holds next to nothing. */
async function site(name, apiPort) {
  const directory = path.join(DIRECTORY, name);
  const webRoot = path.join(directory, 'pages');
  mkdirSync(webRoot, { recursive: true });
  writeFileSync(path.join(webRoot, 'index.html'), '<!doctype html><title>bench</title>\n');
  const port = await freePort(0);
  const part = await Site.plan({
    directory,
    webRoot,
    port,
    apiPort,
    logDirectory: path.join(directory, 'logs'),
    rateLimits: 'off',
  });
  // Nobody is behind it yet.
  part.plan.ready = () => connects(port);
  return Object.assign(part, { port });
}

function connects(port) {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => resolve(true) || socket.destroy());
    socket.once('error', () => resolve(false));
  });
}

function measured(program, args, env) {
  return new Promise((resolve, reject) => {
    const [file, ...words] = [...dyingWithUs(), program, ...args];
    const child = spawn(file, words, { stdio: 'inherit', env: { ...process.env, ...env } });
    // The terminal sends Ctrl-C to it too; when it has ended, so do we, nginx and the server first.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

main()
  .then((status) => process.exit(status))
  .catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
