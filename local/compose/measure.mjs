// `make measure-compose`: what docs/scaling.md says in figures, measured anew on this machine with the images that are here.
// The guests run on the same machine and take their share of it.
import os from 'node:os';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../command.mjs';
import { installAllPackages } from '../build.mjs';
import { Deployment, engineHere, mailServerBeside } from './deployment.mjs';

/** Guests at once, and for how long they come. */
const CROWD = 32;
const SECONDS = 10;
const MAILS = 600;

if (!(await engineHere())) {
  console.error('There is no Docker engine with Compose 2 here: nothing was measured.');
  process.exit(1);
}
await installAllPackages();
const deployment = new Deployment({ project: 'azionelab-measure' });
await deployment.layOut();
deployment.override({ 'mail-server': mailServerBeside(['--tls', 'none']) });
deployment.set({
  SMTP_HOST: 'mail-server',
  SMTP_PORT: '587',
  COMPOSE_PROFILES: '',
  DB_MAX_CONNECTIONS: '200',
});
try {
  const load = os.loadavg()[0].toFixed(1);
  console.log(
    `${os.cpus().length} processors, ${os.cpus()[0].model}, load before it began ${load}`,
  );
  await deployment.compose('run', '--rm', 'migrate');
  await deployment.compose('up', '--detach');
  await deployment.settled(180);
  await deployment.compose(
    ...['run', '--rm', '-T', '-e', `DEMO_PASSWORD=${deployment.demoPassword}`, 'api', 'seed-demo'],
  );
  const { results } = (await deployment.ask('/api/performances')).json();
  const performance = results.find(({ status }) => status === 'open').id;
  await deployment.sql(`UPDATE performances SET room_capacity = 20000 WHERE id = ${performance}`);
  await sleep(60_000);
  await memory('at rest');
  for (const [apis, pool] of [
    [1, 8],
    [2, 8],
    [4, 8],
    [2, 4],
    [2, 16],
  ]) {
    await place({ apis, pool, workers: 0 });
    const { rate, median, slow } = await bookings(performance);
    console.log(
      `${apis} API(s) with ${pool} connections each: ${rate} bookings/s of one performance, ${CROWD} guests at once, half of them answered in ${median} ms, 95 % in ${slow} ms`,
    );
  }
  await memory('after the crowd');
  for (const workers of [1, 3]) {
    await place({ apis: 2, pool: 8, workers: 0 });
    await deployment.sql(
      "UPDATE apalis.jobs SET status = 'Done', done_at = now() WHERE status <> 'Done'",
    );
    const after = await deployment.sql('SELECT coalesce(max(id), 0) FROM email_deliveries');
    for (let count = 0; count < MAILS; count += CROWD)
      await Promise.all(Array.from({ length: CROWD }, () => book(performance)));
    await place({ apis: 2, pool: 8, workers });
    console.log(`${workers} worker(s): ${await mailRate(after)} mails/s`);
  }
} finally {
  await deployment.forget();
}

async function place({ apis, pool, workers }) {
  deployment.set({ API_POOL_SIZE: String(pool) });
  const scale = ['--scale', `api=${apis}`, '--scale', `worker=${workers}`];
  await deployment.compose('up', '--detach', ...scale);
  await deployment.settled(180);
  // nginx looks names up every two seconds.
  await sleep(3000);
}

async function book(performance) {
  const answer = await deployment.ask(`/api/performances/${performance}/reservations`, {
    method: 'POST',
    headers: { Origin: deployment.siteUrl },
    json: {
      name: 'Ada Prova',
      email: `guest-${randomUUID()}@example.org`,
      party_size: 1,
      locale: 'it',
      privacy_accepted: true,
    },
  });
  if (answer.status !== 201) throw new Error(`${answer.status} ${answer.text}`);
}

async function bookings(performance) {
  const took = [];
  const until = Date.now() + SECONDS * 1000;
  await Promise.all(
    Array.from({ length: CROWD }, async () => {
      while (Date.now() < until) {
        const began = Date.now();
        await book(performance);
        took.push(Date.now() - began);
      }
    }),
  );
  took.sort((one, other) => one - other);
  return {
    rate: Math.round(took.length / SECONDS),
    median: took[Math.floor(took.length / 2)],
    slow: took[Math.floor(took.length * 0.95)],
  };
}

/** From the first mail that is sent to the last. */
async function mailRate(after) {
  for (;;) {
    const [waiting, sent, seconds] = (
      await deployment.sql(
        `SELECT count(*) FILTER (WHERE status = 'queued'), count(*) FILTER (WHERE status = 'sent'),
           extract(epoch FROM max(sent_at) - min(sent_at)) FROM email_deliveries WHERE id > ${after}`,
      )
    ).split('|');
    if (waiting === '0') return Math.round(Number(sent) / Number(seconds));
    await sleep(500);
  }
}

async function memory(when) {
  const rows = await run('docker', [
    ...['stats', '--no-stream', '--format', '{{.Name}} {{.MemUsage}}'],
  ]);
  for (const row of rows.trim().split('\n'))
    if (row.startsWith(`${deployment.project}-`))
      console.log(`memory ${when}: ${row.replace(`${deployment.project}-`, '')}`);
}
