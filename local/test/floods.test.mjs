// What keeps a rush, or an attack, away from the API: limits, the short memory for reads, patience that ends.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Edge, edgeHere } from '../edge.mjs';
import { keepsake, removeTree } from '../place.mjs';
import { freePort } from '../ports.mjs';

const skip = edgeHere() ? false : 'nginx, envsubst or openssl is not installed';

describe('a site under a flood', { skip }, () => {
  let directory;
  let api;
  let edge;
  /** Requests that reached the API, by path. */
  let seen;
  /** How the API answers just now. */
  let answer;
  /** Each test comes from an address of its own, so that no other has used up its patience. */
  let from;
  let tests = 0;

  before(async () => {
    mkdirSync(keepsake, { recursive: true });
    directory = mkdtempSync(path.join(keepsake, 'test-floods-'));
    const webRoot = path.join(directory, 'web-app');
    mkdirSync(webRoot, { mode: 0o755 });
    writeFileSync(path.join(webRoot, 'index.html'), '<!doctype html><title>The app</title>');
    const apiPort = await freePort(0);
    api = http
      .createServer((request, response) => {
        seen.set(request.url, (seen.get(request.url) ?? 0) + 1);
        request.resume().once('end', () => answer(request, response));
      })
      .listen(apiPort, '127.0.0.1');
    edge = await Edge.plan({
      directory: path.join(directory, 'edge'),
      webRoot,
      apiPort,
      settings: { PUBLIC_URL: 'http://tickets.example.org', TLS: 'off' },
    });
    await edge.start();
  });

  after(async () => {
    await edge?.stop();
    api?.close();
    api?.closeAllConnections();
    removeTree(directory);
  });

  beforeEach(() => {
    seen = new Map();
    answer = (_request, response) => {
      response.setHeader('Cache-Control', 'public, no-cache');
      response.setHeader('X-Request-Id', 'of-the-api');
      response.end(JSON.stringify({ at: seen.size }));
    };
    tests += 1;
    from = `127.0.0.${10 + tests}`;
  });

  const ask = (where, options) => edge.ask(where, { plain: true, from, ...options });
  const post = (where, options) => ask(where, { method: 'POST', body: '{}', ...options });
  const together = (count, one) => Promise.all(Array.from({ length: count }, one));
  const statuses = (answers) => {
    const counts = {};
    for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  };

  test('a rush of readers is one question to the API', async () => {
    answer = async (_request, response) => {
      await sleep(100);
      response.end('{}');
    };
    const answers = await together(150, () => ask('/api/performances/1'));
    assert.deepEqual(statuses(answers), { 200: 150 });
    assert.equal(seen.get('/api/performances/1'), 1);
  });

  test('an answer is kept for a second, and the next reader gets a new one', async () => {
    const first = await ask('/api/shows');
    assert.equal((await ask('/api/shows')).text, first.text);
    assert.equal(seen.get('/api/shows'), 1);
    await sleep(2100); // nginx counts whole seconds
    await ask('/api/shows');
    assert.equal(seen.get('/api/shows'), 2);
  });

  test('whoever asks while a new answer is fetched gets the one before', async () => {
    let release;
    await ask('/api/venues');
    await sleep(2100);
    answer = (_request, response) => (release = () => response.end('new'));
    const first = ask('/api/venues');
    while (!release) await sleep(5);
    const second = await ask('/api/venues');
    assert.notEqual(second.text, 'new');
    release();
    assert.equal((await first).text, 'new');
  });

  test('each reader gets a request id of his own', async () => {
    const ids = [];
    for (const headers of [{ 'X-Request-Id': 'mine' }, { 'X-Request-Id': 'yours' }, {}])
      ids.push((await ask('/api/calendar.ics', { headers })).headers['x-request-id']);
    assert.equal(seen.get('/api/calendar.ics'), 1);
    assert.deepEqual(ids.slice(0, 2), ['mine', 'yours']);
    assert.match(ids[2], /^[0-9a-f]{32}$/);
  });

  test('whoever is known is answered by the API itself, and his answer is kept for nobody', async () => {
    const known = [{ Cookie: '__Host-session=a' }, { Authorization: 'Bearer a' }];
    for (const headers of known) await ask('/api/performances', { headers });
    assert.equal(seen.get('/api/performances'), 2);
    await ask('/api/performances');
    assert.equal(seen.get('/api/performances'), 3, 'a visitor is not shown what staff was');
  });

  test('an answer in one language is not given to readers of another', async () => {
    answer = (request, response) => {
      response.setHeader('Vary', 'Accept-Language');
      response.end(request.headers['accept-language']);
    };
    const read = async (language) =>
      (await ask('/api/shows/vary', { headers: { 'Accept-Language': language } })).text;
    assert.equal(await read('it'), 'it');
    assert.equal(await read('en'), 'en');
    assert.equal(await read('it'), 'it');
  });

  test('nothing else is kept', async () => {
    for (const where of [
      '/api/auth/me',
      '/api/check-in/performances',
      '/admin/shows',
      '/api/ready',
    ]) {
      await ask(where);
      await ask(where);
      assert.equal(seen.get(where), 2, where);
    }
  });

  test('readers are served while the API is away', async () => {
    const before = await ask('/api/shows/la-locandiera');
    await sleep(2100);
    answer = (request) => request.socket.destroy();
    const during = await ask('/api/shows/la-locandiera');
    assert.equal(during.status, 200);
    assert.equal(during.text, before.text);
    assert.equal((await ask('/api/ready')).status, 503);
  });

  test('who books as no person can is asked to wait, in the words of the API', async () => {
    const answers = await together(100, () => post('/api/performances/1/reservations'));
    const counts = statuses(answers);
    assert.ok(counts[200] >= 41 && counts[200] < 60, JSON.stringify(counts));
    assert.equal(counts[200] + counts[429], 100);
    assert.equal(seen.get('/api/performances/1/reservations'), counts[200]);
    const refused = answers.find(({ status }) => status === 429);
    assert.equal(refused.headers['content-type'], 'application/problem+json');
    assert.equal(refused.headers['retry-after'], '5');
    const problem = JSON.parse(refused.text);
    assert.equal(problem.code, 'rate_limited');
    assert.equal(problem.request_id, refused.headers['x-request-id']);
    const elsewhere = await post('/api/performances/1/reservations', { from: '127.0.0.200' });
    assert.equal(elsewhere.status, 200, 'and others book meanwhile');
  });

  test('who tries passwords as no person can is asked to wait', async () => {
    const counts = statuses(await together(60, () => post('/api/auth/login')));
    assert.ok(counts[200] >= 26 && counts[200] < 40, JSON.stringify(counts));
  });

  test('nobody waits at the door: check-in is not counted by address', async () => {
    assert.deepEqual(statuses(await together(190, () => post('/api/check-in/verify'))), {
      200: 190,
    });
  });

  test('a burst of thousands is refused politely, and the site stays up', async () => {
    const answers = [];
    for (let round = 0; round < 20; round += 1)
      answers.push(...(await together(100, () => ask('/api/auth/me'))));
    const counts = statuses(answers);
    assert.deepEqual(Object.keys(counts), ['200', '429']);
    assert.ok(seen.get('/api/auth/me') < 1000, `${seen.get('/api/auth/me')} reached the API`);
    assert.equal((await ask('/')).status, 200);
    assert.equal((await ask('/api/auth/me', { from: '127.0.0.201' })).status, 200);
  });

  test('clients that never finish their request are let go, and hold up nobody', async () => {
    const slow = await together(
      300,
      () =>
        new Promise((resolve, reject) => {
          const socket = net.connect({
            host: '127.0.0.1',
            port: edge.plainPort,
            localAddress: from,
          });
          socket.once('error', reject);
          socket.once('connect', () => {
            socket.write('POST /api/performances/1/reservations HTTP/1.1\r\nHost: tickets.exam');
            resolve(socket);
          });
        }),
    );
    assert.equal((await ask('/', { from: '127.0.0.202' })).status, 200);
    const began = Date.now();
    await Promise.all(
      slow.map(
        (socket) => new Promise((gone) => socket.on('error', gone).once('close', gone).resume()),
      ),
    );
    assert.ok(Date.now() - began < 20_000, 'they are let go within twenty seconds');
  });

  test('a body far too large is not even read', async () => {
    const body = Buffer.alloc(20 * 1024 * 1024, 'x');
    // Where nginx hangs up in the middle of the body, a client may see either end first.
    const outcome = await post('/admin/shows/1/poster', { body }).catch(({ code }) => ({ code }));
    assert.ok(
      outcome.status === 413 || ['EPIPE', 'ECONNRESET'].includes(outcome.code),
      outcome.code,
    );
    assert.equal(seen.size, 0);
  });
});
