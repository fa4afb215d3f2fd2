// A deployment with Docker Compose in a directory of its own, as an operator has one: the files that he gets, his
// settings, his secrets. On ports of its own and under a name of its own, so that it is in nobody's way.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import http from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../command.mjs';
import { onPath } from '../machine.mjs';
import { checkout, keepsake } from '../place.mjs';

const PROJECT = 'azionelab-test';
const PORTS = { http: 18_080, https: 18_443, mailbox: 18_025 };
/** Versions that the tests go between: the same programs under two names. */
export const VERSIONS = ['0.1.0', '0.1.1'];

/** Whether there is an engine to run it on. */
export async function engineHere() {
  if (!onPath('docker')) return false;
  return run('docker', ['compose', 'version'])
    .then(() => run('docker', ['info']))
    .then(() => true)
    .catch(() => false);
}

export class Deployment {
  constructor() {
    this.directory = path.join(keepsake, 'compose');
    this.siteUrl = `https://localhost:${PORTS.https}`;
    this.plainUrl = `http://localhost:${PORTS.http}`;
    this.mailboxUrl = `http://localhost:${PORTS.mailbox}`;
    this.demoPassword = 'a-password-for-demonstrations';
    this.agent = new https.Agent({ keepAlive: true, rejectUnauthorized: false, maxSockets: 64 });
  }

  /** Lays the files out anew; what an earlier run left is removed, its volumes as well. */
  async layOut() {
    if (existsSync(path.join(this.directory, '.env'))) await this.forget();
    mkdirSync(this.directory, { recursive: true, mode: 0o755 });
    for (const file of ['compose.yml', '.env.example', 'scripts', 'Dockerfile'])
      cpSync(path.join(checkout, file), path.join(this.directory, file), { recursive: true });
    await this.script('setup');
    this.set({
      PUBLIC_URL: this.siteUrl,
      COMPANY_NAME: 'Compagnia del Faro',
      SMTP_HOST: 'mailbox',
      SMTP_PORT: '1025',
      SMTP_TLS: 'none',
      SMTP_USERNAME: '',
      MAIL_FROM: '"Compagnia del Faro <biglietteria@compagnia-del-faro.example>"',
      HTTP_PORT: String(PORTS.http),
      HTTPS_PORT: String(PORTS.https),
      MAILBOX_PORT: String(PORTS.mailbox),
      RATE_LIMITS: 'off',
      COMPOSE_PROFILES: 'test',
    });
  }

  /** Ends it and removes all that it kept. */
  async forget() {
    await this.compose('--profile', '*', 'down', '--volumes', '--remove-orphans');
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Writes settings into .env. */
  set(settings) {
    const file = path.join(this.directory, '.env');
    let text = readFileSync(file, 'utf8');
    for (const [name, value] of Object.entries(settings)) {
      const line = new RegExp(`^#?${name}=.*$`, 'm');
      text = line.test(text)
        ? text.replace(line, () => `${name}=${value}`)
        : `${text}${name}=${value}\n`;
    }
    writeFileSync(file, text, { mode: 0o600 });
  }

  get environment() {
    return { COMPOSE_PROJECT_NAME: PROJECT };
  }

  /** `docker compose …` as the operator types it. */
  compose(...args) {
    return run('docker', ['compose', '--progress', 'plain', ...args], {
      cwd: this.directory,
      env: this.environment,
    });
  }

  /** `scripts/NAME …` as the operator types it. */
  script(name, ...args) {
    return run(path.join(this.directory, 'scripts', name), args, {
      cwd: this.directory,
      env: this.environment,
    });
  }

  /** Builds all images from this checkout. */
  async build(onText) {
    const settings = path.join(this.directory, '.env');
    await run(
      'docker',
      ['compose', '--env-file', settings, '--profile', '*', '--progress', 'plain', 'build'],
      { cwd: checkout, env: this.environment, onText },
    );
    for (const image of ['programs', 'ops', 'nginx', 'mailbox'])
      await run('docker', [
        'tag',
        `azionelab/${image}:${VERSIONS[0]}`,
        `azionelab/${image}:${VERSIONS[1]}`,
      ]);
  }

  /** Names of the containers of a service that run. */
  async containers(service) {
    const names = await this.compose('ps', '--format', '{{.Name}}', service);
    return names.trim().split('\n').filter(Boolean);
  }

  async inspect(container) {
    return JSON.parse(await run('docker', ['inspect', container]))[0];
  }

  /** Waits until all that runs is healthy. */
  async settled(seconds = 90) {
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      const rows = (
        await this.compose('ps', '--all', '--format', '{{.Name}} {{.State}} {{.Health}}')
      )
        .trim()
        .split('\n');
      const waiting = rows.filter((row) => !/ running(?: healthy)?\s*$/.test(row));
      if (waiting.length === 0) return;
      if (Date.now() > deadline)
        throw new Error(`Not healthy after ${seconds} s:\n${waiting.join('\n')}`);
      await sleep(500);
    }
  }

  /** A statement in the database, as its administrator or another role; answers what psql prints, unaligned. */
  async sql(statement, role = 'postgres') {
    const secret = path.join(
      this.directory,
      'secrets',
      `${role.replace('azionelab_', '')}_password`,
    );
    const printed = await this.compose(
      ...['exec', '-T', '-e', `PGPASSWORD=${readFileSync(secret, 'utf8').trim()}`, 'db'],
      ...['psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-h', '127.0.0.1'],
      ...['-U', role, '-d', 'azionelab', '-c', statement],
    );
    return printed.trim();
  }

  /**
   * One request to the site. Rejects where no answer came.
   * @returns {Promise<{status: number, headers: http.IncomingHttpHeaders, text: string, json: () => any}>}
   */
  ask(where, { method = 'GET', headers, json, body, plain = false, timeout = 20_000, agent } = {}) {
    const url = new URL(where, plain ? this.plainUrl : this.siteUrl);
    const payload = json === undefined ? body : JSON.stringify(json);
    return new Promise((resolve, reject) => {
      const asked = (plain ? http : https).request(url, {
        method,
        timeout,
        rejectUnauthorized: false,
        agent: plain ? undefined : (agent ?? this.agent),
        headers: {
          ...(json !== undefined && { 'Content-Type': 'application/json' }),
          ...(payload !== undefined && { 'Content-Length': Buffer.byteLength(payload) }),
          ...headers,
        },
      });
      asked.once('error', reject);
      asked.once('timeout', () => asked.destroy(new Error(`no answer in ${timeout} ms`)));
      asked.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (data) => (text += data));
        response.once('error', reject);
        response.once('end', () =>
          resolve({
            status: response.statusCode,
            headers: response.headers,
            text,
            json: () => JSON.parse(text),
          }),
        );
      });
      asked.end(payload);
    });
  }
}
