import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import pg from 'pg';
import { keepsake, removeOwnDirectory } from '../place.mjs';
import { freePort } from '../ports.mjs';
import { Postgres } from '../postgres.mjs';

let place;
const plan = async () => ({
  directory: path.join(place, 'data'),
  port: await freePort(0),
  password: 'a-password-of-a-test',
  durable: true,
  logDirectory: path.join(place, 'logs'),
});

before(() => {
  mkdirSync(keepsake, { recursive: true });
  place = mkdtempSync(path.join(keepsake, 'test-server-'));
});
after(() => {
  removeOwnDirectory(path.join(place, 'data'));
  rmSync(place, { recursive: true, force: true });
});

test('what was committed is there after the server was killed and another was started on the same data', async () => {
  const first = new Postgres(await plan());
  await first.start();
  await first.database('season', 'owners-password');
  await query(
    first.ownerUrl('season', 'owners-password'),
    "CREATE TABLE show AS SELECT 'Il gabbiano' AS title",
  );
  await first.kill('SIGKILL');

  const second = new Postgres(await plan());
  try {
    await second.start();
    await second.database('season', 'owners-password');
    const { rows } = await query(
      second.ownerUrl('season', 'owners-password'),
      'SELECT title FROM show',
    );
    assert.deepEqual(rows, [{ title: 'Il gabbiano' }]);
  } finally {
    await second.stop();
  }
});

test('the owner of the database is no administrator, and nobody enters without the password', async () => {
  const server = new Postgres(await plan());
  try {
    await server.start();
    await server.database('season', 'owners-password');
    const { rows } = await query(
      server.ownerUrl('season', 'owners-password'),
      'SELECT rolsuper FROM pg_roles WHERE rolname = current_user',
    );
    assert.deepEqual(rows, [{ rolsuper: false }]);
    await assert.rejects(
      query(server.ownerUrl('season', 'a-guess'), 'SELECT 1'),
      /password authentication failed/,
    );
    const { rows: settings } = await query(
      server.adminUrl(),
      "SELECT current_setting('fsync') AS fsync, pg_encoding_to_char(encoding) AS encoding FROM pg_database WHERE datname = 'season'",
    );
    assert.deepEqual(settings, [{ fsync: 'on', encoding: 'UTF8' }]);
  } finally {
    await server.stop();
  }
});

async function query(connectionString, sql) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await client.query(sql);
  } finally {
    await client.end();
  }
}
