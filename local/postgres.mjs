import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { ownDirectory, plainAccount } from './place.mjs';
import { chooseServer } from './postgres-binaries.mjs';
import { Program } from './program.mjs';

const ADMIN = 'postgres';

/** Tests give up durability for speed: their data is thrown away whatever happens. */
const NOT_DURABLE = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** Enough for who kills the server and not the machine: what was written is with the system, which lives on. */
const SURVIVES_THE_SERVER = ['fsync=off'];

/** A PostgreSQL server of our own on 127.0.0.1, with passwords, reachable over TCP only. */
export class Postgres extends Program {
  #port;
  #password;

  /**
   * @param {object} plan
   * @param {string} plan.directory     where its data live; laid out at the first start
   * @param {number} plan.port
   * @param {string} plan.password      of the role `postgres`
   * @param {boolean | 'server'} plan.durable   whether committed data survive a power cut; or a crash of the server alone
   * @param {string} plan.logDirectory
   * @param {Record<string, string>} [plan.more]   settings of the server beside ours
   */
  constructor({ directory, port, password, durable, logDirectory, more = {} }) {
    const account = plainAccount('postgres');
    const own = ownDirectory(account, directory);
    const data = path.join(own, 'cluster');
    const server = chooseServer(account, versionOf(data));
    super({
      name: 'postgres',
      command: path.join(server.bin, 'postgres'),
      args: ['-D', data, ...settings(port, durable, more).flatMap((setting) => ['-c', setting])],
      account,
      cwd: own,
      logDirectory,
      stopSignal: 'SIGINT', // a "fast" shutdown: does not wait for clients
      ready: () => answers(this.adminUrl()),
    });
    this.server = server;
    this.own = own;
    this.data = data;
    this.account = account;
    this.#port = port;
    this.#password = password;
  }

  get port() {
    return this.#port;
  }

  /** Connection string of the server's administrator. */
  adminUrl(database = 'postgres') {
    return `postgres://${ADMIN}:${this.#password}@127.0.0.1:${this.#port}/${database}`;
  }

  /** Connection string of a database's owner; both bear the same name. */
  ownerUrl(name, password) {
    return `postgres://${name}:${password}@127.0.0.1:${this.#port}/${name}`;
  }

  async start() {
    if (versionOf(this.data) === undefined) this.#layOut();
    await stopLeftOver(this.data);
    await super.start();
  }

  /** A database and the role that owns it, of the same name, made when missing. */
  async database(name, password) {
    const client = new pg.Client({ connectionString: this.adminUrl() });
    await client.connect();
    try {
      const role = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [name]);
      const verb = role.rowCount === 0 ? 'CREATE' : 'ALTER';
      await client.query(
        `${verb} ROLE ${client.escapeIdentifier(name)} LOGIN PASSWORD ${client.escapeLiteral(password)}`,
      );
      const database = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
      if (database.rowCount === 0) {
        const quoted = client.escapeIdentifier(name);
        await client.query(`CREATE DATABASE ${quoted} OWNER ${quoted}`);
      }
    } finally {
      await client.end();
    }
  }

  /** Laid out beside and moved into place when complete, so that a run cut short leaves no half a cluster. */
  #layOut() {
    const passwordFile = path.join(this.own, 'password');
    const draft = path.join(this.own, 'draft');
    writeFileSync(passwordFile, this.#password, { mode: 0o600 });
    if (this.account) chownSync(passwordFile, this.account.uid, this.account.gid);
    const layOut = (locale) => {
      rmSync(draft, { recursive: true, force: true });
      const words = ['-D', draft, '-U', ADMIN, '--pwfile', passwordFile, '--auth', 'scram-sha-256'];
      execFileSync(
        path.join(this.server.bin, 'initdb'),
        [...words, '--encoding', 'UTF8', '--locale', locale, '--no-instructions'],
        {
          stdio: 'pipe',
          cwd: this.own,
          ...(this.account && { uid: this.account.uid, gid: this.account.gid }),
        },
      );
    };
    try {
      layOut('C.UTF-8');
    } catch (failure) {
      // Some systems have no C.UTF-8; C sorts the same way, by code point.
      try {
        layOut('C');
      } catch {
        throw new Error(`PostgreSQL's initdb failed: ${failure.stderr ?? failure.message}`);
      }
    } finally {
      rmSync(passwordFile, { force: true });
    }
    renameSync(draft, this.data);
  }
}

/** The major version that laid out the cluster, `undefined` when there is none. */
function versionOf(data) {
  const file = path.join(data, 'PG_VERSION');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
}

function settings(port, durable, more) {
  return [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
    // "Terse" leaves out DETAIL, in which a violated constraint quotes the row: names and addresses.
    'log_error_verbosity=terse',
    ...(durable === 'server' ? SURVIVES_THE_SERVER : durable ? [] : NOT_DURABLE),
    ...Object.entries(more).map(([name, value]) => `${name}=${value}`),
  ];
}

/** Stops a server that outlived the run that started it and still holds the data. */
async function stopLeftOver(data) {
  const pidFile = path.join(data, 'postmaster.pid');
  const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : 0;
  const commandOf = () =>
    existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
  if (pid === 0 || !commandOf().includes(data)) return;
  process.kill(pid, 'SIGINT');
  for (let waited = 0; commandOf().includes(data); waited += 100) {
    if (waited > 20_000)
      throw new Error(`Process ${pid}, a PostgreSQL of an earlier run, does not stop.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function answers(connectionString) {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
