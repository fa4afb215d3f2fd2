// A throw-away PostgreSQL for tests. As a command: `node local/test-database.mjs -- cargo nextest run …` starts one, runs
// the command with TEST_DATABASE_URL, stops the server and ends as the command did.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepsake, removeOwnDirectory } from './place.mjs';
import { freePort } from './ports.mjs';
import { Postgres } from './postgres.mjs';

const PREFIX = 'test-postgres-';

/**
 * Runs `work` with the address of an empty server's administrator, under whom tests make databases of their own, and
 * with the server itself.
 * @template T
 * @param {(url: string, server: Postgres) => Promise<T>} work
 * @param {object} [plan]
 * @param {boolean | 'server'} [plan.durable]   what must survive, as for `Postgres`
 * @param {Record<string, string>} [plan.more]   settings of the server beside ours
 * @returns {Promise<T>}
 */
export async function withTestDatabase(work, { durable = false, more = {} } = {}) {
  forgetAbandoned();
  const directory = path.join(keepsake, `${PREFIX}${process.pid}`);
  const server = new Postgres({
    directory,
    port: await freePort(0),
    password: randomBytes(12).toString('hex'),
    durable,
    more,
    logDirectory: path.join(keepsake, 'test-logs'),
  });
  try {
    await server.start();
    return await work(server.adminUrl(), server);
  } finally {
    await server.stop();
    removeOwnDirectory(directory);
  }
}

/** Removes the data of test runs that were killed before they could. */
function forgetAbandoned() {
  if (!existsSync(keepsake)) return;
  for (const name of readdirSync(keepsake)) {
    const abandoned = name.startsWith(PREFIX) && !existsSync(`/proc/${name.slice(PREFIX.length)}`);
    if (abandoned) removeOwnDirectory(path.join(keepsake, name));
  }
}

async function main() {
  const words = process.argv.slice(process.argv.indexOf('--') + 1);
  if (!process.argv.includes('--') || words.length === 0) {
    console.error('usage: node local/test-database.mjs -- COMMAND [ARGUMENT …]');
    process.exit(2);
  }
  // The terminal sends Ctrl-C to the command too; when it has ended, so do we, the server first.
  process.on('SIGINT', () => {});
  const status = await withTestDatabase(
    (url) =>
      new Promise((resolve, reject) => {
        const command = spawn(words[0], words.slice(1), {
          stdio: 'inherit',
          env: { ...process.env, TEST_DATABASE_URL: url },
        });
        process.on('SIGTERM', () => command.kill('SIGTERM'));
        command.once('error', reject);
        command.once('exit', (code) => resolve(code ?? 1));
      }),
  );
  process.exit(status);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
