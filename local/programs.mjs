import path from 'node:path';
import { answers } from './answers.mjs';
import { run } from './command.mjs';
import { Program } from './program.mjs';

const COMPANY = 'Compagnia del Faro';
const LOOPBACK = '127.0.0.1';

/** Our own programs, with the settings that tie them to the rest of the stack. */
export class Programs {
  /**
   * @param {object} plan
   * @param {string} plan.directory      where the built programs are
   * @param {string} plan.logDirectory
   * @param {string} plan.databaseUrl
   * @param {string} plan.siteUrl        origin of the site as visitors see it
   * @param {string} plan.tokenKeysFile
   * @param {(name: string, line: string) => void} [plan.onWarning]
   */
  constructor(plan) {
    this.plan = plan;
    this.environment = {
      DATABASE_URL: plan.databaseUrl,
      PUBLIC_URL: plan.siteUrl,
      SITE_TIME_ZONE: 'Europe/Rome',
      COMPANY_NAME: COMPANY,
      TOKEN_KEYS_FILE: plan.tokenKeysFile,
      LOG_FORMAT: 'text',
      NO_COLOR: '1',
    };
  }

  /** Brings the schema up to date. */
  async migrate() {
    await this.#command('migration', ['up']);
  }

  /** Fills an empty season with a demonstration one and gives the demo users their password. */
  async seed(demoPassword) {
    await this.#command('api', ['seed-demo'], { DEMO_PASSWORD: demoPassword });
  }

  /** @param {{port: number, internalPort: number, rateLimits: 'on' | 'off', front: Record<string, string>}} plan */
  api({ port, internalPort, rateLimits, front }) {
    return this.#program('api', ['serve'], {
      env: {
        API_LISTEN: `${LOOPBACK}:${port}`,
        API_INTERNAL_LISTEN: `${LOOPBACK}:${internalPort}`,
        RATE_LIMITS: rateLimits,
        ...front,
      },
      ready: () => answers(`http://${LOOPBACK}:${port}/api/ready`),
    });
  }

  /** @param {{internalPort: number, smtpPort: number}} plan */
  worker({ internalPort, smtpPort }) {
    return this.#program('worker', ['run'], {
      env: {
        WORKER_INTERNAL_LISTEN: `${LOOPBACK}:${internalPort}`,
        SMTP_HOST: LOOPBACK,
        SMTP_PORT: String(smtpPort),
        SMTP_TLS: 'none',
        MAIL_FROM: `${COMPANY} <biglietteria@compagnia-del-faro.example>`,
      },
      stopSeconds: 45, // it finishes what it has begun, which may take 35 s
      ready: () => answers(`http://${LOOPBACK}:${internalPort}/metrics`),
    });
  }

  #program(name, args, plan) {
    const { directory, logDirectory, onWarning } = this.plan;
    const program = new Program({
      name,
      command: path.join(directory, name),
      args,
      logDirectory,
      ...plan,
      env: { ...this.environment, ...plan.env },
    });
    // The level stands near the start of a line, after the time.
    if (onWarning)
      program.on(
        'line',
        (line) => /^.{0,40}\b(?:WARN|ERROR)\b/.test(line) && onWarning(name, line),
      );
    return program;
  }

  async #command(name, args, more) {
    await run(path.join(this.plan.directory, name), args, {
      env: { ...this.environment, ...more },
    });
  }
}
