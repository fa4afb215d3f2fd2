// What can go wrong with a deployment, planted for real: each fault with the checks that must name it, and no others.
import { mkdirSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {object} Fault
 * @property {string} what
 * @property {string[]} ids   all that is named
 * @property {Parameters<import('./production.mjs').Production['check']>[0]} [check]   how the check is called
 * @property {(site: import('./production.mjs').Production) => Promise<void | (() => Promise<void>)>} [plant]   answers how
 *   to take it away again
 */

/** A setting in .env. */
const setting = (name, value, ...ids) => ({
  what: `${name}=${value}`,
  ids,
  plant: async (site) => {
    const before = site.setting(name, value);
    return async () => site.setting(name, before);
  },
});

/** A variable in compose.yml, which an override might set. */
const variable = (name, value, ...ids) => ({
  what: `${name}=${value} in compose.yml`,
  ids,
  check: { env: { [name]: value } },
});

/** A secret. */
const secret = (what, name, text, ...ids) => ({
  what,
  ids,
  plant: async (site) => {
    const before = site.secret(name, text);
    return async () => site.secret(name, before);
  },
});

/** Something in the database, and the way back. */
const rows = (what, statement, back, ...ids) => ({
  what,
  ids,
  plant: async (site) => {
    await site.sql(statement);
    return async () => site.sql(back);
  },
});

/** A setting of PostgreSQL that takes effect without a restart. */
const server = (name, value, ...ids) => ({
  what: `PostgreSQL with ${name}=${value}`,
  ids,
  plant: async (site) => {
    const load = () => site.sql('SELECT pg_reload_conf()');
    await site.sql(`ALTER SYSTEM SET ${name} = ${value}`);
    await load();
    return async () => {
      await site.sql(`ALTER SYSTEM RESET ${name}`);
      await load();
    };
  },
});

/** A certificate of these names, in force on these days. */
const certificate = (what, names, days, ...ids) => ({
  what,
  ids,
  plant: async (site) => {
    await site.install(await site.certificate(names, days));
    return async () => site.install(await site.certificate());
  },
});

/** A mail server with other manners. */
const mailServer = (what, behaviour, back, ...ids) => ({
  what,
  ids,
  plant: async (site) => {
    await site.mailServer(behaviour);
    return () => site.mailServer(back);
  },
});

/** Nobody works, and what comes of it. */
const withoutWorker = (what, statement, back, ...ids) => ({
  what,
  ids,
  plant: async (site) => {
    await site.compose('stop', 'worker');
    // As it is half a minute later.
    await site.sql("UPDATE apalis.workers SET last_seen = last_seen - interval '1 minute'");
    if (statement) await site.sql(statement);
    return async () => {
      if (back) await site.sql(back);
      await site.compose('start', 'worker');
      await site.settled();
      await site.scheduleKept();
    };
  },
});

const job = (queue, status, key, at) =>
  `INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, idempotency_key)
   VALUES (apalis.generate_ulid(), '${queue}', '{}', '${status}', 1, 100, ${at}, '${key}')`;
const noJob = (key) => `DELETE FROM apalis.jobs WHERE idempotency_key = '${key}'`;

const NEWEST_CHANGE = '(SELECT max(version) FROM seaql_migrations)';

/** @type {Fault[]} */
export const FAULTS = [
  // The settings.
  setting('PUBLIC_URL', 'https://biglietti.compagnia-del-faro.it/tickets', 'azl.E001'),
  setting('PUBLIC_URL', 'http://biglietti.compagnia-del-faro.it', 'azl.E002'),
  setting('PUBLIC_URL', 'https://tickets.example.org', 'azl.E091', 'azl.W001'),
  setting('SITE_TIME_ZONE', 'Rome', 'azl.E003'),
  setting('COMPANY_NAME', 'AzioneLab', 'azl.W002'),
  setting('RATE_LIMITS', 'off', 'azl.E004'),
  variable('TRUSTED_PROXIES', 'nginx', 'azl.E005'),
  variable('TRUSTED_PROXIES', '0.0.0.0/0', 'azl.E006'),
  variable('TRUSTED_PROXIES', '', 'azl.W003'),
  setting('RUST_LOG', 'debug', 'azl.W004'),
  setting('API_POOL_SIZE', '2', 'azl.E007'),
  setting('API_POOL_SIZE', '40', 'azl.W031'),
  setting('REMIND_HOURS_BEFORE', '0', 'azl.E008'),
  setting('RETENTION_DAYS', '0', 'azl.E009'),
  setting('RETENTION_DAYS', '700', 'azl.W005'),

  // The secrets.
  secret('a token key that is short', 'token_keys', 'short', 'azl.E010'),
  secret('a token key that is no secret', 'token_keys', `${'A'.repeat(43)}=`, 'azl.E011'),
  secret(
    'a placeholder for a password',
    'api_password',
    'changeme-now-please',
    'azl.E012',
    'azl.E030',
  ),
  {
    what: 'a short password of the database',
    ids: ['azl.W010'],
    plant: async (site) => {
      await site.sql("ALTER ROLE azionelab_api PASSWORD 'h4tstand'");
      const before = site.secret('api_password', 'h4tstand');
      return async () => {
        site.secret('api_password', before);
        await site.sql(`ALTER ROLE azionelab_api PASSWORD '${before.trim()}'`);
      };
    },
  },
  secret('the wrong password of the database', 'api_password', '5b1d8d0c0ab8a1a0f9c8', 'azl.E030'),
  secret(
    'a placeholder at the mail server',
    'smtp_password',
    'your-password-here',
    'azl.E013',
    'azl.E026',
  ),

  // The mail server.
  variable('SMTP_HOST', '', 'azl.E020'),
  variable('MAIL_FROM', 'the box office', 'azl.E021'),
  secret('no password at the mail server', 'smtp_password', '', 'azl.E022'),
  setting('SMTP_TLS', 'yes', 'azl.E023'),
  setting('SMTP_TLS', 'none', 'azl.E024'),
  setting('SMTP_PORT', '465', 'azl.E025', 'azl.W020'),
  setting('SMTP_PORT', '2525', 'azl.E025'),
  setting('SMTP_HOST', 'mail-server', 'azl.E025'),
  mailServer('a mail server that cannot encrypt', { tls: 'none' }, { tls: 'starttls' }, 'azl.E025'),
  mailServer(
    'a mail server that refuses every login',
    { login: 'refused' },
    { login: 'optional' },
    'azl.E026',
  ),
  secret('the wrong password at the mail server', 'smtp_password', 'not-the-curtain', 'azl.E026'),
  {
    what: 'a mail that is refused',
    ids: ['azl.E027'],
    check: { args: ['--send-test-mail-to', 'anna@refuse.test'] },
  },

  // The database.
  {
    what: 'a database that is away',
    ids: ['azl.E030'],
    plant: async (site) => {
      await site.compose('stop', 'db');
      return async () => {
        await site.compose('start', 'db');
        await site.settled();
      };
    },
  },
  {
    what: 'a schema that is not current',
    ids: ['azl.E031'],
    plant: async (site) => {
      const [version, at] = (
        await site.sql(
          `DELETE FROM seaql_migrations WHERE version = ${NEWEST_CHANGE} RETURNING version, applied_at`,
        )
      ).split('|');
      return () => site.sql(`INSERT INTO seaql_migrations VALUES ('${version}', ${at})`);
    },
  },
  {
    what: 'an extension that is missing',
    ids: ['azl.E032'],
    plant: async (site) => {
      const indexes = await site.sql(
        `SELECT string_agg(DISTINCT pg_get_indexdef(i.indexrelid), ';') FROM pg_index i JOIN pg_depend d ON d.objid = i.indexrelid
         JOIN pg_depend e ON e.objid = d.refobjid AND e.refclassid = 'pg_extension'::regclass
         JOIN pg_extension x ON x.oid = e.refobjid WHERE x.extname = 'pg_trgm' AND d.refclassid = 'pg_opclass'::regclass`,
      );
      await site.sql('DROP EXTENSION pg_trgm CASCADE');
      return () => site.sql(`CREATE EXTENSION pg_trgm; ${indexes}`);
    },
  },
  rows(
    'a clock that is an hour late',
    `CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql
       AS $$ SELECT pg_catalog.clock_timestamp() - interval '1 hour' $$;
     GRANT EXECUTE ON FUNCTION public.clock_timestamp() TO azionelab_api;
     ALTER ROLE azionelab_api SET search_path = public, pg_catalog`,
    'ALTER ROLE azionelab_api RESET search_path; DROP FUNCTION public.clock_timestamp()',
    'azl.E035',
  ),
  server('fsync', 'off', 'azl.E040'),
  server('full_page_writes', 'off', 'azl.E041'),
  server('synchronous_commit', 'off', 'azl.E042'),
  server('autovacuum', 'off', 'azl.W041'),
  server('log_statement', "'all'", 'azl.W042'),
  rows(
    'values of slow statements in the log',
    'ALTER DATABASE azionelab SET log_parameter_max_length = -1',
    'ALTER DATABASE azionelab RESET log_parameter_max_length',
    'azl.W043',
  ),

  // Rights.
  rows(
    'a program that is a superuser',
    'ALTER ROLE azionelab_api SUPERUSER',
    'ALTER ROLE azionelab_api NOSUPERUSER',
    ...['azl.E050', 'azl.E051', 'azl.E052'],
  ),
  rows(
    'a program that makes roles',
    'ALTER ROLE azionelab_api CREATEROLE',
    'ALTER ROLE azionelab_api NOCREATEROLE',
    'azl.W050',
  ),
  rows(
    'a program that makes tables',
    'GRANT CREATE ON SCHEMA public TO azionelab_api',
    'REVOKE CREATE ON SCHEMA public FROM azionelab_api',
    'azl.E051',
  ),
  rows(
    'a program that deletes from the audit log',
    'GRANT DELETE ON audit_log TO azionelab_api',
    'REVOKE DELETE ON audit_log FROM azionelab_api',
    'azl.E052',
  ),
  rows(
    'a database that is open to every role',
    'GRANT CONNECT ON DATABASE azionelab TO PUBLIC',
    'REVOKE CONNECT ON DATABASE azionelab FROM PUBLIC',
    'azl.W051',
  ),

  // The work.
  withoutWorker('no worker', undefined, undefined, 'azl.E060'),
  withoutWorker(
    'no worker for a quarter of an hour, and a job that waits',
    `UPDATE apalis.jobs SET done_at = done_at - interval '15 minutes' WHERE job_type = 'maintenance';
     ${job('tickets', 'Pending', 'fault', "now() - interval '6 minutes'")}`,
    noJob('fault'),
    ...['azl.E060', 'azl.E061', 'azl.W061'],
  ),
  {
    what: 'a queue that is paused',
    ids: ['azl.W060'],
    plant: async (site) => {
      const worker = (...words) => site.compose('exec', '-T', 'worker', 'worker', ...words);
      await worker('pause', 'emails', '--reason', 'a show');
      return () => worker('resume', 'emails');
    },
  },
  rows(
    'a job that has failed',
    job('tickets', 'Killed', 'fault', 'now()'),
    noJob('fault'),
    'azl.W062',
  ),

  // The house.
  rows(
    'nobody who could manage it',
    'UPDATE staff_users SET disabled_at = now()',
    'UPDATE staff_users SET disabled_at = NULL',
    'azl.E070',
  ),
  rows(
    'an administrator without a second step',
    'UPDATE second_factors SET confirmed_at = NULL',
    'UPDATE second_factors SET confirmed_at = now()',
    'azl.W070',
  ),
  rows(
    'tables that do not agree',
    'INSERT INTO integrity_checks (checked_at, differences) VALUES (now(), 3)',
    'DELETE FROM integrity_checks WHERE differences = 3',
    'azl.E071',
  ),
  rows(
    'tables that nobody has looked through for long',
    `INSERT INTO integrity_checks (checked_at, differences) VALUES ('2000-01-01', 0);
     UPDATE integrity_checks SET checked_at = checked_at - interval '4 hours'`,
    `DELETE FROM integrity_checks WHERE checked_at < '2001-01-01';
     UPDATE integrity_checks SET checked_at = checked_at + interval '4 hours'`,
    'azl.W071',
  ),

  // Backups, the disk, the certificate.
  {
    what: 'no backup',
    ids: ['azl.E080'],
    plant: async (site) => {
      mkdirSync(path.join(site.directory, 'empty'), { recursive: true });
      const before = site.setting('BACKUP_DIRECTORY', './empty');
      return async () => site.setting('BACKUP_DIRECTORY', before || './backups');
    },
  },
  {
    what: 'a backup that is old',
    ids: ['azl.E080'],
    plant: async (site) => {
      site.ageBackups(30);
      return async () => site.ageBackups(1);
    },
  },
  {
    what: 'a backup that is not encrypted',
    ids: ['azl.W080'],
    plant: async (site) => {
      const recipient = site.setting('BACKUP_RECIPIENT', '');
      await site.compose('run', '--rm', 'backup');
      site.setting('BACKUP_RECIPIENT', recipient);
      return () => site.compose('run', '--rm', 'backup');
    },
  },
  {
    what: 'a disk with less than a gigabyte',
    ids: ['azl.E080', 'azl.E081'],
    check: { env: { BACKUP_DIRECTORY: '/tmp' } },
  },
  {
    what: 'no certificate',
    ids: ['azl.E090'],
    plant: async (site) => {
      const before = site.setting('TLS_DIRECTORY', './empty');
      mkdirSync(path.join(site.directory, 'empty'), { recursive: true });
      return async () => site.setting('TLS_DIRECTORY', before || './tls');
    },
  },
  certificate('a certificate for another name', ['altrove.it'], {}, 'azl.E091'),
  setting('OTHER_NAMES', 'www.compagnia-del-faro.it', 'azl.E091'),
  certificate(
    'a certificate that has expired',
    undefined,
    { from: -90, until: -1 },
    ...['azl.E092', 'azl.W090'],
  ),
  certificate('a certificate that ends soon', undefined, { until: 9 }, 'azl.W090'),
];

/**
 * What cannot be planted here without another machine, another PostgreSQL or a full disk: the unit tests of
 * `api/src/command/check` judge it.
 */
export const ELSEWHERE = ['azl.E033', 'azl.E034', 'azl.W030', 'azl.W040', 'azl.W081'];
