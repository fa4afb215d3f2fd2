// A deployment from nothing to a bad day, in the order in which an operator meets it. One deployment serves all of it.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../command.mjs';
import { score } from '../observatory.mjs';
import { checkout } from '../place.mjs';
import { Deployment, VERSIONS } from './deployment.mjs';
import { Guests, crowd } from './guests.mjs';
import { connected, hesitating, processOf } from './probes.mjs';
import { Staff } from './staff.mjs';
import { scanner, weaknesses } from './tls-scan.mjs';

const SERVICES = ['nginx', 'api', 'worker', 'db'];

describe('a deployment with Docker Compose', { concurrency: false }, () => {
  const deployment = new Deployment();
  const guests = new Guests(deployment);
  /** A performance with room for every guest of the tests. */
  let performance;
  /** Tickets that were confirmed, and must admit whatever happens after. */
  const tickets = [];

  before(() => deployment.layOut());
  after(async () => {
    if (process.env.COMPOSE_KEEP !== 'on') await deployment.forget();
  });

  const confirmed = async () => {
    const booked = await guests.request(performance);
    const token = await guests.confirm(booked);
    tickets.push({ ...booked, token });
    return { ...booked, token };
  };

  test('its images are small, labelled, and run without rights', async () => {
    for (const image of ['programs', 'ops', 'nginx']) {
      const name = `azionelab/${image}:${VERSIONS[0]}`;
      const { Config, Size } = JSON.parse(await run('docker', ['image', 'inspect', name]))[0];
      report(`image ${image}`, `${megabytes(Size)} MB`);
      assert.notEqual(Config.User, '', `${image} runs as root`);
      assert.doesNotMatch(Config.User, /^(?:0|root)(?::|$)/);
      assert.equal(Config.Labels['org.opencontainers.image.version'], VERSIONS[0]);
      assert.equal(Config.Labels['org.opencontainers.image.licenses'], 'AGPL-3.0-or-later');
    }
    const shell = ['run', '--rm', '--entrypoint', '/bin/sh', `azionelab/programs:${VERSIONS[0]}`];
    await assert.rejects(run('docker', [...shell, '-c', 'true']), /no such file|not found/);
  });

  test('it is prepared once: to prepare it again changes no secret', async () => {
    const secrets = path.join(deployment.directory, 'secrets');
    const all = () =>
      readdirSync(secrets).map((name) => readFileSync(path.join(secrets, name), 'utf8'));
    const before = all();
    assert.equal(before.length, 6);
    await deployment.script('setup');
    assert.deepEqual(all(), before);
  });

  test('its compose file is clean, and so are the settings', async () => {
    const out = await deployment.compose('--profile', '*', 'config', '--quiet');
    assert.equal(out.trim(), '');
    await assert.rejects(
      run('docker', ['compose', '--env-file', '/dev/null', 'config', '--quiet'], {
        cwd: deployment.directory,
      }),
      /see \.env\.example/,
    );
  });

  test('the first start: migrate, then up, two APIs and three workers', async () => {
    const said = await deployment.compose('run', '--rm', 'migrate');
    assert.match(said, /The schema is current/);
    await deployment.compose('up', '--detach', '--scale', 'api=2', '--scale', 'worker=3');
    await deployment.settled();
    assert.equal((await deployment.containers('api')).length, 2);
    assert.equal((await deployment.containers('worker')).length, 3);
    assert.equal((await deployment.ask('/')).status, 200);
    assert.equal((await deployment.ask('/api/ready')).status, 200);
    const again = await deployment.compose('run', '--rm', 'migrate');
    assert.match(again, /0 changes applied now/, 'a second migration changes nothing');
  });

  test('only nginx can be reached from outside', async () => {
    const rows = (await deployment.compose('ps', '--format', '{{.Service}}\t{{.Publishers}}'))
      .trim()
      .split('\n');
    for (const row of rows) {
      const [service, publishers] = row.split('\t');
      const published = [...publishers.matchAll(/(\d+\.\d+\.\d+\.\d+|::|) \d+ (\d+) tcp/g)].filter(
        ([, , port]) => port !== '0',
      );
      if (service === 'nginx') assert.ok(published.length > 0, row);
      else if (service === 'mailbox') assert.match(publishers, /127\.0\.0\.1/);
      else assert.equal(published.length, 0, row);
    }
    const network = JSON.parse(
      await run('docker', ['network', 'inspect', `${deployment.project}_internal`]),
    )[0];
    assert.equal(network.Internal, true);
    for (const service of ['api', 'db']) {
      const [container] = await deployment.containers(service);
      const { NetworkSettings } = await deployment.inspect(container);
      assert.deepEqual(Object.keys(NetworkSettings.Networks), [`${deployment.project}_internal`]);
    }
    for (const port of [5432, 8081, 9081, 9082])
      await assert.rejects(connected(port), `port ${port} is open on this machine`);
  });

  test('every container is locked up as far as it can be', async () => {
    for (const service of SERVICES) {
      for (const container of await deployment.containers(service)) {
        const { HostConfig, Config, State } = await deployment.inspect(container);
        assert.equal(HostConfig.ReadonlyRootfs, true, container);
        assert.deepEqual(HostConfig.CapDrop, ['ALL']);
        assert.equal(HostConfig.CapAdd, null);
        assert.deepEqual(HostConfig.SecurityOpt, ['no-new-privileges:true']);
        assert.ok(HostConfig.Memory > 0 && HostConfig.PidsLimit > 0, container);
        assert.equal(HostConfig.RestartPolicy.Name, 'unless-stopped');
        assert.equal(HostConfig.LogConfig.Config['max-size'], '10m');
        assert.equal(State.Health.Status, 'healthy');
        const secret = Config.Env.filter((line) => /(?:PASSWORD|KEYS?|SECRET)=/.test(line));
        assert.deepEqual(secret, [], 'no secret is in the environment');
        assert.equal(await processOf(container, 0), undefined, `${container} runs as root`);
      }
    }
  });

  test('the programs have the rights that they need in the database, and no more', async () => {
    const allowed = (role, statement) => deployment.sql(statement, `azionelab_${role}`);
    const denied = (role, statement) =>
      assert.rejects(
        allowed(role, statement),
        /permission denied|must be owner/,
        `${role}: ${statement}`,
      );
    await allowed('worker', 'SELECT display_name FROM staff_users');
    for (const role of ['api', 'worker']) {
      await allowed(role, 'SELECT count(*) FROM audit_log');
      await denied(role, 'CREATE TABLE mine (id int)');
      await denied(role, 'ALTER TABLE shows ADD COLUMN mine int');
      await denied(role, 'DROP TABLE reservations');
      await denied(role, 'DROP TRIGGER performances_count_seats ON performances');
      await denied(role, "UPDATE audit_log SET action = 'nothing'");
      await allowed(role, 'UPDATE audit_log SET client_address = NULL');
      await denied(role, 'DELETE FROM audit_log');
      await denied(role, 'TRUNCATE audit_log');
      await denied(role, 'DELETE FROM seaql_migrations');
    }
    await deployment.sql(
      "INSERT INTO audit_log (occurred_at, actor, action, subject, subject_id, client_address) VALUES (now(), 'visitor', 'test', 'test', 1, '192.0.2.1')",
    );
    await assert.rejects(
      allowed('api', "UPDATE audit_log SET client_address = '192.0.2.2'"),
      /an entry of the audit log cannot be changed/,
    );
    await allowed('worker', 'UPDATE audit_log SET client_address = NULL');
    await assert.rejects(
      deployment.sql("UPDATE audit_log SET action = 'nothing'"),
      /an entry of the audit log cannot be changed/,
      'not even the administrator does it in passing',
    );
    await denied('worker', 'SELECT password_hash FROM staff_users');
    await denied('worker', 'SELECT * FROM staff_users');
    await denied('worker', "UPDATE staff_users SET role = 'admin'");
  });

  test('an evening: a booking, its mail, its ticket, the door', async () => {
    await deployment.compose(
      ...[
        'run',
        '--rm',
        '-T',
        '-e',
        `DEMO_PASSWORD=${deployment.demoPassword}`,
        'api',
        'seed-demo',
      ],
    );
    const { results } = (await deployment.ask('/api/performances')).json();
    performance = results.find(({ status }) => status === 'open').id;
    await deployment.sql(`UPDATE performances SET room_capacity = 20000 WHERE id = ${performance}`);

    const { token, reference } = await confirmed();
    assert.equal((await guests.ticket(token)).status, 'confirmed');
    assert.equal(await guests.tokenIn(tickets[0].email, 'ticket'), token);
    const door = await Staff.login(deployment);
    assert.equal((await door.atDoor('verify', { token })).json().outcome, 'ready');
    assert.equal((await door.atDoor('confirm', { token })).json().reference, reference);
    const second = await door.atDoor('confirm', { token });
    assert.equal(second.status, 409);
    assert.equal(second.json().code, 'already_checked_in');
  });

  test('the same evening in a browser', { skip: browser() ? false : 'no Chromium' }, async () => {
    await run('npx', ['playwright', 'test', '--project=desktop', 'an-evening'], {
      cwd: path.join(checkout, 'frontend'),
      env: {
        BASE_URL: deployment.siteUrl,
        MAILBOX_URL: deployment.mailboxUrl,
        DEMO_PASSWORD: deployment.demoPassword,
        NO_COLOR: '1',
      },
    });
  });

  test('nginx judges its own configuration', async () => {
    const said = await deployment.compose(
      ...['exec', '-T', 'nginx', 'nginx', '-t', '-c', '/run/azionelab/nginx.conf'],
    );
    assert.match(said, /syntax is ok[^]*test is successful/);
    assert.doesNotMatch(said, /\[(?:warn|error|emerg)\]/);
  });

  test('every sweep, the reminder and the mails to staff work with the rights that the worker has', async () => {
    const { email, reference } = await confirmed();
    // Who was called off or confirmed within the last day is not reminded: this party has known for two.
    await deployment.sql(
      `UPDATE reservations SET created_at = created_at - interval '2 days', confirmed_at = confirmed_at - interval '2 days'
       WHERE reference = '${reference}'`,
    );
    const planned = await deployment.sql(
      `SELECT starts_at FROM performances WHERE id = ${performance}`,
    );
    const startingAt = (at) =>
      deployment.sql(`UPDATE performances SET starts_at = ${at} WHERE id = ${performance}`);
    await startingAt("now() + interval '20 hours'");
    const address = 'direzione@example.org';
    const office = await Staff.login(deployment, 'admin');
    const id = await deployment.sql("SELECT id FROM staff_users WHERE username = 'admin'");
    const edited = await office.ask('PATCH', `/admin/users/${id}`, { email: address });
    assert.equal(edited.status, 200, edited.text);
    const asked = await deployment.ask('/api/auth/password-reset', {
      method: 'POST',
      headers: { Origin: deployment.siteUrl },
      json: { email: address },
    });
    assert.equal(asked.status, 202, asked.text);
    // A job that has failed is something to summarise.
    await deployment.sql(
      `INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, done_at, idempotency_key)
       VALUES (apalis.generate_ulid(), 'tickets', '{}', 'Killed', 5, 100, now(), now(), 'show:failed')`,
    );
    await sweep('expire_requests', 'purge', 'remind', 'anonymise', 'summarise_failures');
    const subjects = async () =>
      (await guests.mailsTo(address)).map(({ subject }) => subject).sort();
    await until(async () => (await subjects()).length >= 2, 60);
    report('mails to staff', (await subjects()).join('; '));
    await until(
      async () => (await guests.mailsTo(email)).length >= 3, // request, ticket, reminder
      60,
    );
    await deployment.sql("DELETE FROM apalis.jobs WHERE idempotency_key = 'show:failed'");
    await startingAt(`'${planned}'`);

    await sweep('check_integrity');
    const metrics = () =>
      deployment.compose('exec', '-T', 'nginx', 'curl', '-fsS', 'http://worker:9082/metrics');
    await until(async () => /^azionelab_integrity_differences\S* 0$/m.test(await metrics()), 60);
  });

  test('scripts/smoke goes the whole way on a hidden performance, and leaves nothing', async () => {
    const said = await run(
      path.join(deployment.directory, 'scripts', 'smoke'),
      [deployment.siteUrl, '--username', 'admin', '--insecure'],
      { env: { ...deployment.environment, PASSWORD: deployment.demoPassword } },
    );
    assert.doesNotMatch(said, /✗/);
    assert.match(said, /✓ the door lets the party in, once/);
    assert.match(said, /Removed 1 rehearsal/);
    report('scripts/smoke', `${said.match(/✓/g).length} steps`);
    const left = await deployment.sql(
      `SELECT (SELECT count(*) FROM shows WHERE slug LIKE 'smoke-%') + (SELECT count(*) FROM venues WHERE slug LIKE 'smoke-%')
         + (SELECT count(*) FROM reservations WHERE name = 'Smoke Test')`,
    );
    assert.equal(left, '0');
  });

  test('the headers score 120 or more by the rules of MDN’s Observatory', async () => {
    const { results, score: points } = score({
      name: 'localhost',
      ...(await deployment.ask('/')),
      plain: await deployment.ask('/', { plain: true }),
      foreign: await deployment.ask('/', { headers: { Origin: 'https://evil.example' } }),
    });
    report('Observatory', `${points} points`);
    assert.ok(points >= 120, JSON.stringify(results));
  });

  test('a TLS scanner finds nothing', async (t) => {
    const sslyze = await scanner();
    if (!sslyze) return t.skip('sslyze cannot be had');
    assert.deepEqual(await weaknesses(sslyze, deployment.siteUrl), []);
  });

  test('backup, loss of everything, restore: the same rows, and tickets still admit', async () => {
    for (let count = 0; count < 3; count += 1) await confirmed();
    const said = await deployment.compose('run', '--rm', 'backup');
    assert.match(said, /restored once to prove it/);
    const backups = path.join(deployment.directory, 'backups');
    const file = readdirSync(backups).find((name) => name.endsWith('.tar'));
    const rows = await rowsOf(deployment);

    writeFileSync(
      path.join(backups, 'damaged.tar'),
      readFileSync(path.join(backups, file)).subarray(512),
    );
    writeFileSync(
      path.join(backups, 'damaged.tar.sha256'),
      readFileSync(path.join(backups, `${file}.sha256`), 'utf8').replace(file, 'damaged.tar'),
    );
    await assert.rejects(
      deployment.compose('run', '--rm', 'ops', 'verify', 'damaged.tar'),
      /it is damaged/,
    );

    // What the show about rights tried is in there, so what a program had been denied would be, too.
    assert.match(await nothingDenied(), / psql ERROR: {2}permission denied/);
    await deployment.compose('--profile', 'test', 'down', '--volumes');
    await deployment.compose('run', '--rm', 'migrate');
    await deployment.compose('run', '--rm', 'ops', 'restore', file);
    await deployment.compose('up', '--detach');
    await deployment.settled();
    assert.deepEqual(await rowsOf(deployment), rows);
    const door = await Staff.login(deployment);
    assert.equal((await door.atDoor('confirm', { token: tickets[0].token })).status, 409);
    assert.equal(
      (await door.atDoor('confirm', { token: tickets[1].token })).json().outcome,
      'checked_in',
    );
  });

  test('an encrypted backup opens with the private key, and with nothing else', async () => {
    const pair = async () => {
      const made = await deployment.compose(
        ...['run', '--rm', '--no-deps', '-T', '--entrypoint', 'age-keygen', 'ops'],
      );
      return {
        identity: /AGE-SECRET-KEY-\S+/.exec(made)[0],
        recipient: /\bage1[a-z0-9]+/.exec(made)[0],
      };
    };
    const { identity, recipient } = await pair();
    deployment.set({ BACKUP_RECIPIENT: recipient });
    await deployment.compose('run', '--rm', 'backup');
    deployment.set({ BACKUP_RECIPIENT: '' });
    const file = readdirSync(path.join(deployment.directory, 'backups')).find((name) =>
      name.endsWith('.tar.age'),
    );
    const verify = (key) =>
      deployment.compose(
        ...['run', '--rm', '-T', '--entrypoint', '/bin/bash', '-e', `KEY=${key}`, 'ops', '-c'],
        `/usr/local/lib/azionelab/ops verify ${file} <<<"$KEY"`,
      );
    assert.match(await verify(identity), /The backup is good/);
    await assert.rejects(verify((await pair()).identity), /no identity matched/);
  });

  test('a restore over a running deployment keeps what was there', async () => {
    const file = readdirSync(path.join(deployment.directory, 'backups')).find((name) =>
      /^azionelab-.*\.tar$/.test(name),
    );
    const later = await confirmed();
    await deployment.script('restore', file);
    await deployment.settled();
    assert.equal((await deployment.ask('/')).status, 200);
    const gone = await deployment.ask('/api/tickets/view', {
      method: 'POST',
      json: { token: later.token },
    });
    assert.equal(gone.status, 404, 'the ticket is younger than the backup');
    const kept = await deployment.sql(
      "SELECT datname FROM pg_database WHERE datname LIKE 'azionelab_before_%'",
    );
    assert.match(kept, /^azionelab_before_\d{8}T\d{6}Z$/m);
    tickets.splice(tickets.indexOf(tickets.find(({ token }) => token === later.token)), 1);
  });

  test('an upgrade and the way back, while guests book: no booking fails', async () => {
    for (const [script, version] of [
      ['upgrade', VERSIONS[1]],
      ['rollback', VERSIONS[0]],
    ]) {
      const visitors = crowd(guests, () => guests.request(performance));
      await sleep(2000);
      await deployment.script(script, ...(script === 'upgrade' ? [version] : []));
      await sleep(2000);
      const { visits, failures, repeated, slowest } = await visitors.stop();
      report(
        `${script} under load`,
        `${visits.length} bookings, ${failures.length} failed, ${repeated} repeated, slowest ${slowest} ms`,
      );
      assert.deepEqual(failures, []);
      assert.ok(visits.length > 50, `only ${visits.length} came`);
      for (const service of ['nginx', 'api', 'worker'])
        for (const container of await deployment.containers(service)) {
          const { Config } = await deployment.inspect(container);
          assert.match(Config.Image, new RegExp(`:${version.replaceAll('.', '\\.')}$`));
        }
      await allMailsOf(visits);
    }
    assert.equal((await deployment.containers('api')).length, 2);
  });

  test('a version that does not come up is not taken', async () => {
    await run('docker', ['tag', 'azionelab/mailbox:0.1.0', 'azionelab/programs:0.1.2']);
    for (const image of ['ops', 'nginx'])
      await run('docker', ['tag', `azionelab/${image}:0.1.0`, `azionelab/${image}:0.1.2`]);
    const visitors = crowd(guests, () => guests.request(performance), { atOnce: 2 });
    await assert.rejects(deployment.script('upgrade', '0.1.2'), /does not come up/);
    const { failures, visits } = await visitors.stop();
    assert.deepEqual(failures, []);
    assert.ok(visits.length > 10);
    assert.equal((await deployment.containers('api')).length, 2);
    await run('docker', [
      'rmi',
      'azionelab/programs:0.1.2',
      'azionelab/ops:0.1.2',
      'azionelab/nginx:0.1.2',
    ]);
    await deployment.compose('up', '--detach');
  });

  test('every part is killed in turn while guests book, and the system heals by itself', async () => {
    const visitors = crowd(
      guests,
      async () => {
        const booked = await guests.request(performance);
        const token = await guests.confirm(booked);
        tickets.push({ ...booked, token });
        return booked;
      },
      { atOnce: 4 },
    );
    await sleep(3000);
    for (const service of ['api', 'worker', 'nginx', 'db']) {
      const [container] = await deployment.containers(service);
      const before = visitors.count;
      // As a crash would end it, so that the engine restarts it: `docker kill` counts as the operator's own wish.
      const { State } = await deployment.inspect(container);
      process.kill(State.Pid, 'SIGKILL');
      const began = Date.now();
      await deployment.settled(60);
      await until(() => visitors.count > before + 4, 60);
      report(`${service} killed`, `all well again after ${Date.now() - began} ms`);
    }
    const { visits, failures } = await visitors.stop();
    report('killing under load', `${visits.length} confirmed, ${failures.length} failed`);
    assert.deepEqual(failures, []);
    for (const { token } of tickets) assert.equal((await guests.ticket(token)).status, 'confirmed');
    for (const { email, token } of tickets.slice(-20))
      assert.equal(await guests.tokenIn(email, 'ticket'), token);
  });

  test('floods are refused politely, and the site stays up', async () => {
    deployment.set({ RATE_LIMITS: 'on' });
    await deployment.compose('up', '--detach');
    await deployment.settled();
    const big = await deployment
      .ask('/admin/shows/1/poster', { method: 'POST', body: Buffer.alloc(20 * 1024 * 1024) })
      .catch(({ code }) => ({ code }));
    assert.ok(
      big.status === 413 || ['EPIPE', 'ECONNRESET'].includes(big.code),
      JSON.stringify(big),
    );

    const slow = await Promise.all(Array.from({ length: 500 }, () => hesitating(deployment)));
    const during = await deployment.ask('/api/shows');
    assert.equal(during.status, 200);
    for (const socket of slow) socket.destroy();

    const counts = {};
    for (let round = 0; round < 100; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, () => deployment.ask('/api/shows')),
      );
      for (const { status, headers } of answers) {
        counts[status] = (counts[status] ?? 0) + 1;
        if (status === 429) assert.equal(headers['content-type'], 'application/problem+json');
      }
    }
    report('10,000 requests in a burst', JSON.stringify(counts));
    assert.deepEqual(Object.keys(counts), ['200', '429']);
    assert.equal((await deployment.ask('/')).status, 200);
    await deployment.settled(10);
  });

  test('wrong host names are refused', async () => {
    const answer = await deployment.ask('/api/shows', { headers: { Host: 'evil.example' } });
    assert.equal(answer.status, 421);
  });

  test('the tables agree after all of it', async () => {
    const said = await deployment.compose('run', '--rm', '-T', 'check', 'integrity');
    assert.match(said, /Everything agrees/);
  });

  test('no program was denied anything all the while', async () => {
    await nothingDenied();
    for (const service of ['api', 'worker']) {
      const log = await deployment.compose('logs', '--no-color', '--no-log-prefix', service);
      assert.ok(log.split('\n').length > 5, `${service} has said nothing`);
      assert.doesNotMatch(log, /permission denied/, service);
    }
  });

  test('what it takes at rest', async () => {
    const rows = await run('docker', [
      'stats',
      '--no-stream',
      '--format',
      '{{.Name}} {{.MemUsage}}',
    ]);
    for (const row of rows
      .trim()
      .split('\n')
      .filter((line) => line.startsWith(`${deployment.project}-`)))
      report('memory', row.replace(`${deployment.project}-`, ''));
  });

  /** Puts sweeps into the queue, as the schedule does, and waits until they are made. */
  async function sweep(...names) {
    const keys = names.map((name) => `'show:${name}'`).join(', ');
    await deployment.sql(
      `INSERT INTO apalis.jobs (id, job_type, job, status, attempts, max_attempts, run_at, priority, metadata, idempotency_key)
       SELECT apalis.generate_ulid(), 'maintenance', convert_to(format('{"v":1,"sweep":"%s","slot":1}', name), 'UTF8'), 'Pending',
         0, 100, now(), 0, '', 'show:' || name FROM unnest(ARRAY[${names.map((name) => `'${name}'`)}]) AS name`,
    );
    const made = () =>
      deployment.sql(
        `SELECT string_agg(DISTINCT status || ' ' || coalesce(last_result ->> 'Err', ''), ',') FROM apalis.jobs WHERE idempotency_key IN (${keys})`,
      );
    await until(async () => (await made()).trim() === 'Done', 60).catch(async () =>
      assert.fail(`${names}: ${await made()}`),
    );
  }

  /** PostgreSQL has refused nothing to our programs; what psql tried for a show is not theirs. */
  async function nothingDenied() {
    const log = await deployment.compose('logs', '--no-color', '--no-log-prefix', 'db');
    const denied = log
      .split('\n')
      .filter((line) => line.includes('permission denied') && !line.includes(' psql '));
    assert.deepEqual(denied, []);
    return log;
  }

  /** Every guest has had the mail that asks him to confirm. */
  async function allMailsOf(visits) {
    for (const { email } of visits.slice(-150)) assert.ok(await guests.tokenIn(email, 'confirm'));
  }
});

/** What must survive a restore, as text. */
async function rowsOf(deployment) {
  const tables = ['shows', 'venues', 'performances', 'reservations', 'reservation_tokens'];
  const more = ['check_ins', 'email_deliveries', 'ticket_assets', 'staff_users', 'audit_log'];
  const text = [];
  for (const table of [...tables, ...more]) {
    const rows = await deployment.sql(
      `SELECT count(*), md5(string_agg(t::text, ',' ORDER BY t::text)) FROM ${table} t`,
    );
    text.push(`${table} ${createHash('sha256').update(rows).digest('hex')}`);
  }
  return text;
}

async function until(holds, seconds) {
  const deadline = Date.now() + seconds * 1000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, `it did not come to that in ${seconds} s`);
    await sleep(100);
  }
}

function browser() {
  return ['/usr/bin/chromium', process.env.CHROMIUM].some((file) => {
    try {
      return file && readFileSync(file).length > 0;
    } catch {
      return false;
    }
  });
}

function megabytes(bytes) {
  return (bytes / 1_000_000).toFixed(1);
}

function report(what, figure) {
  console.log(`${what}: ${figure}`);
}
