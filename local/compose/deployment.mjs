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

/** Builds all images from this checkout, under both versions. */
export async function buildImages(onText) {
  const settings = { cwd: checkout, env: { COMPOSE_PROJECT_NAME: 'azionelab-test' }, onText };
  const example = path.join(checkout, '.env.example');
  await run(
    'docker',
    ['compose', '--env-file', example, '--profile', '*', '--progress', 'plain', 'build'],
    settings,
  );
  for (const image of ['programs', 'ops', 'nginx', 'mailbox']) {
    const [now, next] = VERSIONS.map((version) => `azionelab/${image}:${version}`);
    await run('docker', ['tag', now, next]);
  }
}

/**
 * `local/smtp-server.mjs` in a container beside the others, as `mail-server` or one of `aliases`, on port 587.
 * @param {string[]} args
 */
export function mailServerBeside(args, { aliases = [], volumes = [] } = {}) {
  return {
    image: `azionelab/mailbox:${VERSIONS[0]}`,
    entrypoint: ['node', '/mailbox/local/smtp-server.mjs'],
    command: ['--host', '0.0.0.0', '--smtp-port', '587', '--control-port', '1080', ...args],
    volumes: [`${path.join(checkout, 'local')}:/mailbox/local:ro`, ...volumes],
    networks: { egress: { aliases } },
  };
}

export class Deployment {
  /**
   * @param {object} [plan]
   * @param {string} [plan.project]   Compose's name for it, and of its directory
   * @param {string} [plan.publicUrl]   its address where that is not a port of this machine
   * @param {string} [plan.ca]   the authority (PEM) that vouches for its certificate; else any is taken
   */
  constructor({ project = 'azionelab-test', publicUrl, ca } = {}) {
    this.project = project;
    this.directory = path.join(keepsake, project);
    this.siteUrl = publicUrl ?? `https://localhost:${PORTS.https}`;
    this.mailboxUrl = `http://localhost:${PORTS.mailbox}`;
    this.demoPassword = 'a-password-for-demonstrations';
    this.agent = new https.Agent({
      keepAlive: true,
      maxSockets: 64,
      ...(ca ? { ca } : { rejectUnauthorized: false }),
      servername: new URL(this.siteUrl).hostname,
    });
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

  /** Adds to compose.yml, as an operator does. */
  override(services) {
    // JSON is YAML.
    writeFileSync(
      path.join(this.directory, 'compose.override.yml'),
      JSON.stringify({ services }, null, 2),
    );
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
    return { COMPOSE_PROJECT_NAME: this.project };
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
    const payload = json === undefined ? body : JSON.stringify(json);
    const { host } = new URL(this.siteUrl);
    return new Promise((resolve, reject) => {
      const asked = (plain ? http : https).request({
        host: '127.0.0.1',
        port: plain ? PORTS.http : PORTS.https,
        path: where,
        method,
        timeout,
        agent: plain ? undefined : (agent ?? this.agent),
        headers: {
          Host: plain ? `${host.split(':')[0]}:${PORTS.http}` : host,
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
