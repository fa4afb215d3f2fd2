// The local stack: PostgreSQL, the API, the worker, a mailbox and the site in front, wired together. Defined here only;
// `make run`, the browser tests, the screenshots and the benchmarks all start this one.
import path from 'node:path';
import { programDirectory, webRoot } from './build.mjs';
import { forgetStack } from './forget.mjs';
import { Mailbox } from './mailbox.mjs';
import { freePort } from './ports.mjs';
import { Postgres } from './postgres.mjs';
import { Programs } from './programs.mjs';
import { secretsOf } from './secrets.mjs';
import { Site, nginxHere } from './site.mjs';

/** Name of the database and of the role that owns it, which is all the rights our programs have. */
const DATABASE = 'azionelab';

/** Ports tried first; each moves on when it is taken. */
export const USUAL_PORTS = {
  site: 8080,
  mailbox: 8025,
  smtp: 1025,
  postgres: 54_320,
  api: 8081,
  apiInternal: 9081,
  workerInternal: 9082,
};

/**
 * @typedef {object} Wishes
 * @property {string} directory   where the stack keeps data, secrets and logs (absolute)
 * @property {Partial<typeof USUAL_PORTS>} [ports]   ports to try first instead of the usual ones
 * @property {boolean} [anyPorts]   take any free ports
 * @property {boolean} [fresh]      forget what an earlier run left
 * @property {boolean} [durable]    whether data survive a power cut (true)
 * @property {'on' | 'off'} [rateLimits]   limits per client address ('on')
 * @property {string} [demoPassword]   of the demo users; made and kept when missing
 * @property {'auto' | 'nginx' | 'direct'} [site]   what serves the site; 'auto' is nginx where it is installed
 * @property {string} [publicUrl]   origin of the site for visitors, where something stands in front of this stack's own
 * @property {(name: string, wanted: number, got: number) => void} [onPortTaken]
 * @property {(name: string, line: string) => void} [onWarning]   told warnings and errors of API and worker
 * @property {(name: string, how: string, lastWords: string) => void} [onDeath]   told when a part ends unasked
 * @property {(label: string, work: () => Promise<void>) => Promise<void>} [step]   wraps each step of the start
 */

/**
 * Starts the stack and returns once all of it answers; on failure whatever had started is stopped again.
 * @param {Wishes} wishes
 */
export async function startStack(wishes) {
  const stack = await planStack(wishes);
  try {
    await stack.start();
  } catch (error) {
    await stack.stop();
    throw error;
  }
  return stack;
}

/**
 * Chooses ports, secrets and servers, and starts nothing yet.
 * @param {Wishes} wishes
 */
export async function planStack(wishes) {
  const { directory, durable = true, rateLimits = 'on', site: front = 'auto', onWarning } = wishes;
  if (wishes.fresh) forgetStack(directory);
  const secrets = secretsOf(directory);
  const ports = await choosePorts(wishes);
  const logDirectory = path.join(directory, 'logs');
  const throughNginx = front === 'nginx' || (front === 'auto' && nginxHere());
  const siteUrl = `http://localhost:${ports.site}`;

  const postgres = new Postgres({
    directory: path.join(directory, 'postgres'),
    port: ports.postgres,
    password: secrets.postgresPassword,
    durable,
    logDirectory,
  });
  const mailbox = new Mailbox({
    directory: path.join(directory, 'mailbox'),
    smtpPort: ports.smtp,
    webPort: ports.mailbox,
    logDirectory,
  });
  const programs = new Programs({
    directory: await programDirectory(),
    logDirectory,
    databaseUrl: postgres.ownerUrl(DATABASE, secrets.databasePassword),
    siteUrl: wishes.publicUrl ?? siteUrl,
    tokenKeysFile: secrets.tokenKeysFile,
    onWarning,
  });
  const apiPort = throughNginx ? ports.api : ports.site;
  const api = programs.api({
    port: apiPort,
    internalPort: ports.apiInternal,
    rateLimits,
    front: throughNginx ? { TRUSTED_PROXIES: '127.0.0.1/32' } : { STATIC_DIR: webRoot() },
  });
  const worker = programs.worker({ internalPort: ports.workerInternal, smtpPort: ports.smtp });
  const site = throughNginx
    ? await Site.plan({
        directory: path.join(directory, 'nginx'),
        webRoot: webRoot(),
        port: ports.site,
        apiPort,
        logDirectory,
        rateLimits,
      })
    : undefined;
  return new Stack({
    wishes,
    secrets,
    ports,
    logDirectory,
    siteUrl,
    postgres,
    mailbox,
    programs,
    api,
    worker,
    site,
  });
}

class Stack {
  #wishes;
  #secrets;
  #ports;
  #programs;

  constructor({ wishes, secrets, ports, programs, ...parts }) {
    this.#wishes = wishes;
    this.#secrets = secrets;
    this.#ports = ports;
    this.#programs = programs;
    /** @type {string} */ this.siteUrl = parts.siteUrl;
    /** @type {string} */ this.logDirectory = parts.logDirectory;
    /** @type {Postgres} */ this.postgres = parts.postgres;
    /** @type {Mailbox} */ this.mailbox = parts.mailbox;
    /** @type {import('./program.mjs').Program} */ this.api = parts.api;
    /** @type {import('./program.mjs').Program} */ this.worker = parts.worker;
    /** nginx, or `undefined` when the API serves the site itself. @type {Site | undefined} */ this.site =
      parts.site;
    for (const part of this.#all()) {
      part.on('died', (how) => wishes.onDeath?.(part.name, how, part.lastWords()));
    }
  }

  get mailboxUrl() {
    return this.mailbox.url;
  }

  get demoPassword() {
    return this.#wishes.demoPassword || this.#secrets.demoPassword;
  }

  /** The database as our programs see it. */
  get databaseUrl() {
    return this.postgres.ownerUrl(DATABASE, this.#secrets.databasePassword);
  }

  /** The same database as PostgreSQL's administrator sees it. */
  get adminDatabaseUrl() {
    return this.postgres.adminUrl(DATABASE);
  }

  get apiMetricsUrl() {
    return `http://127.0.0.1:${this.#ports.apiInternal}/metrics`;
  }

  get workerMetricsUrl() {
    return `http://127.0.0.1:${this.#ports.workerInternal}/metrics`;
  }

  /** What browser tests and benchmarks are told, as environment variables. */
  get environment() {
    return {
      BASE_URL: this.siteUrl,
      MAILBOX_URL: this.mailboxUrl,
      DEMO_PASSWORD: this.demoPassword,
      SMTP_PORT: String(this.mailbox.smtpPort),
      API_PORT: String(this.site ? this.#ports.api : this.#ports.site),
      E2E_LOG_DIR: this.logDirectory,
      E2E_DATABASE_URL: this.databaseUrl,
      E2E_API_METRICS: this.apiMetricsUrl,
      E2E_WORKER_METRICS: this.workerMetricsUrl,
    };
  }

  async start() {
    const { step = (_label, work) => work() } = this.#wishes;
    const { version, origin } = this.postgres.server;
    await step(`PostgreSQL ${version} (from ${origin})`, async () => {
      await this.postgres.start();
      await this.postgres.database(DATABASE, this.#secrets.databasePassword);
    });
    await step('schema (migration up)', () => this.#programs.migrate());
    await step('demo season (api seed-demo)', () => this.#programs.seed(this.demoPassword));
    await step('mailbox', () => this.mailbox.start());
    await step('API', () => this.api.start());
    await step('worker', () => this.worker.start());
    if (this.site) await step('site (nginx)', () => this.site.start());
  }

  /** Stops all that runs, the front first and the database last. */
  async stop() {
    for (const part of this.#all()) await part.stop();
  }

  #all() {
    return [this.site, this.api, this.worker, this.mailbox, this.postgres].filter(Boolean);
  }
}

async function choosePorts({ ports, anyPorts, onPortTaken }) {
  const chosen = {};
  for (const [name, usual] of Object.entries(USUAL_PORTS)) {
    const wanted = anyPorts ? 0 : (ports?.[name] ?? usual);
    chosen[name] = await freePort(wanted);
    if (wanted !== 0 && chosen[name] !== wanted) onPortTaken?.(name, wanted, chosen[name]);
  }
  return chosen;
}
