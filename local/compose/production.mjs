// A deployment as the documentation asks for: a name of its own, a certificate, a mail server with TLS and a login, a sealed
// backup, an administrator with a second step. Its name leads nowhere; its mail server runs beside it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { checkout } from '../place.mjs';
import { Authority } from './authority.mjs';
import { Deployment, mailServerBeside } from './deployment.mjs';
import { Staff } from './staff.mjs';

const SITE = 'biglietti.compagnia-del-faro.it';
const MAIL_SERVER = 'smtp.compagnia-del-faro.it';
/** Whether a tenth of the disk is free: that of the machine that the tests run on, which may be nearly full. */
const OF_THIS_MACHINE = 'azl.W081';
/** As `local/smtp-server.mjs` wants them. */
const LOGIN = { user: 'theatre', password: 'curtain' };

export class Production extends Deployment {
  #authority;

  static async plan() {
    return new Production(await Authority.found());
  }

  constructor(authority) {
    super({
      project: 'azionelab-production',
      publicUrl: `https://${SITE}`,
      ca: authority.certificate,
    });
    this.#authority = authority;
  }

  /** From nothing to a site that may be on the network. */
  async open() {
    await this.layOut();
    this.set({
      SMTP_HOST: MAIL_SERVER,
      SMTP_PORT: '587',
      SMTP_TLS: 'starttls',
      SMTP_USERNAME: LOGIN.user,
      MAIL_FROM: '"Compagnia del Faro <biglietti@compagnia-del-faro.it>"',
      RATE_LIMITS: 'on',
      COMPOSE_PROFILES: '',
    });
    this.secret('smtp_password', LOGIN.password);
    await this.#placeMailServer();
    await this.compose('run', '--rm', 'migrate');
    await this.compose('up', '--detach');
    await this.settled();
    await this.install(await this.certificate());
    const password = 'il-faro-si-vede-da-lontano';
    await this.compose(
      ...['run', '--rm', '-T', '-e', `PASSWORD=${password}`, 'api', 'create-user'],
      ...['--username', 'anna', '--display-name', 'Anna', '--role', 'admin'],
    );
    await (await Staff.login(this, 'anna', password)).takeSecondStep(password);
    this.set({ BACKUP_RECIPIENT: await this.#recipient() });
    await this.compose('run', '--rm', 'backup');
    await this.scheduleKept();
  }

  /** A mail server in a container of its own, vouched for by our authority, which worker and check are told to trust. */
  async #placeMailServer() {
    const mail = path.join(this.directory, 'mail');
    mkdirSync(mail, { mode: 0o755 });
    const { certificate, key } = await this.#authority.issue([MAIL_SERVER]);
    for (const [name, text] of Object.entries({
      'certificate.pem': certificate,
      'key.pem': key,
      'authority.pem': this.#authority.certificate,
    }))
      writeFileSync(path.join(mail, name), text, { mode: 0o644 });
    const trusting = {
      environment: { SMTP_CA_FILE: '/mail/authority.pem' },
      volumes: ['./mail/authority.pem:/mail/authority.pem:ro'],
    };
    const args = ['--certificate', '/mail/certificate.pem', '--key', '/mail/key.pem'];
    this.override({
      worker: trusting,
      check: trusting,
      'mail-server': mailServerBeside(['--tls', 'starttls', ...args], {
        aliases: [MAIL_SERVER],
        volumes: ['./mail:/mail:ro'],
      }),
    });
  }

  /** How the mail server behaves: see `local/smtp-server.mjs`. */
  async mailServer(behaviour) {
    const request = `fetch('http://127.0.0.1:1080/behaviour', ${JSON.stringify({
      method: 'PATCH',
      body: JSON.stringify(behaviour),
    })}).then((answer) => process.exit(answer.ok ? 0 : 1))`;
    await this.compose('exec', '-T', 'mail-server', 'node', '-e', request);
  }

  /** Gives a certificate to nginx, as an operator does. */
  async install({ certificate, key }) {
    const directory = path.join(this.directory, 'certificates');
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(directory, 'fullchain.pem'), certificate);
    writeFileSync(path.join(directory, 'privkey.pem'), key, { mode: 0o600 });
    await this.script('install-certificate', directory);
  }

  /** A certificate for another name, or other days. */
  certificate(names = [SITE], days = {}) {
    return this.#authority.issue(names, days);
  }

  async #recipient() {
    const made = await this.compose(
      ...['run', '--rm', '--no-deps', '-T', '--entrypoint', 'age-keygen', 'ops'],
    );
    return /\bage1[a-z0-9]+/.exec(made)[0];
  }

  /** Waits until a worker has made a sweep. */
  async scheduleKept() {
    const made = () =>
      this.sql(
        "SELECT count(*) FROM apalis.jobs WHERE job_type = 'maintenance' AND status = 'Done' AND done_at > now() - interval '9 minutes'",
      );
    for (let waited = 0; waited < 100 && (await made()) === '0'; waited += 1) await sleep(1000);
    assert.notEqual(await made(), '0', 'no sweep was made');
  }

  /** Overwrites a secret; answers what was there. */
  secret(name, text) {
    const file = path.join(this.directory, 'secrets', name);
    const before = readFileSync(file, 'utf8');
    // In place: the container holds the file itself.
    writeFileSync(file, text);
    return before;
  }

  /** Sets a setting; answers what was there. */
  setting(name, value) {
    const text = readFileSync(path.join(this.directory, '.env'), 'utf8');
    const before = new RegExp(`^${name}=(.*)$`, 'm').exec(text)?.[1] ?? '';
    this.set({ [name]: value });
    return before;
  }

  /** What `docker compose …` prints, apart from what Compose and the programs say beside it. */
  async #answer(...args) {
    const started = { cwd: this.directory, env: { ...process.env, ...this.environment } };
    return promisify(execFile)('docker', ['compose', ...args], started).then(
      ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
      ({ code, stdout, stderr }) => ({ code, out: stdout, err: stderr }),
    );
  }

  /** Gives all backups an age. */
  ageBackups(hours) {
    const directory = path.join(this.directory, 'backups');
    const at = new Date(Date.now() - hours * 3600 * 1000);
    for (const name of readdirSync(directory)) utimesSync(path.join(directory, name), at, at);
  }

  /**
   * `docker compose run --rm check … --json`.
   * @param {object} [how]
   * @param {Record<string, string>} [how.env]   for this once
   * @param {string[]} [how.args]
   * @returns {Promise<{ok: boolean, bad: string[], checks: Record<string, {outcome: string, detail?: string, remedy?: string}>}>}
   */
  async check({ env = {}, args = [] } = {}) {
    const settings = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    const { code, out, err } = await this.#answer(
      ...['run', '--rm', '-T', '--no-deps', ...settings],
      ...['check', 'check', '--deploy', '--json', ...args],
    );
    const ok = code === 0;
    const line = out.split('\n').find((text) => text.includes('"checks":['));
    assert.ok(line, `${out}${err}`);
    const { checks } = JSON.parse(line);
    const bad = checks.filter(
      ({ id, outcome }) => ['error', 'warning'].includes(outcome) && id !== OF_THIS_MACHINE,
    );
    return {
      ok,
      bad: bad.map(({ id }) => id).sort(),
      checks: Object.fromEntries(checks.map((check) => [check.id, check])),
    };
  }
}

/** Ids of the table in docs/operations/checks.md. */
export function documentedChecks() {
  const text = readFileSync(path.join(checkout, 'docs', 'operations', 'checks.md'), 'utf8');
  return [...text.matchAll(/^\| `(azl\.[EW]\d{3})` \|/gm)].map(([, id]) => id);
}
