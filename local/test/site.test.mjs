// nginx itself, from the template that deployments use, in front of an API that echoes.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { run } from '../command.mjs';
import { checkout, keepsake, removeTree } from '../place.mjs';
import { freePort } from '../ports.mjs';
import { Site, nginxHere } from '../site.mjs';

describe('the site behind nginx', { skip: nginxHere() ? false : 'nginx is not installed' }, () => {
  let directory;
  let api;
  let site;
  let port;

  before(async () => {
    mkdirSync(keepsake, { recursive: true });
    directory = mkdtempSync(path.join(keepsake, 'test-site-'));
    const webRoot = path.join(directory, 'web-app');
    mkdirSync(webRoot, { mode: 0o755 });
    writeFileSync(
      path.join(webRoot, 'index.html'),
      '<!doctype html><title>The app</title><az-root></az-root>',
    );
    writeFileSync(path.join(webRoot, 'main-ABCD1234.js'), 'start();'.repeat(500));
    for (const name of [
      'poster.svg',
      'guide-overview.svg',
      'chunk-C-Bqa6ZJ.js',
      'chunk-kKOwDEuj.js',
    ])
      writeFileSync(path.join(webRoot, name), '<svg/>');
    await run(process.execPath, [path.join(checkout, 'nginx', 'precompress.mjs'), webRoot]);
    const apiPort = await freePort(0);
    api = echoingApi().listen(apiPort, '127.0.0.1');
    port = await freePort(0);
    site = await Site.plan({
      directory: path.join(directory, 'nginx'),
      webRoot,
      port,
      apiPort,
      logDirectory: path.join(directory, 'logs'),
    });
    await site.start();
  });

  after(async () => {
    await site?.stop();
    api?.close();
    removeTree(directory);
  });

  const get = (where, options) => fetch(`http://127.0.0.1:${port}${where}`, options);

  test('any page of the app is its index, revalidated each time', async () => {
    for (const page of ['/', '/shows/la-locandiera', '/staff/performances/7', '/manage/shows']) {
      const response = await get(page);
      assert.equal(response.status, 200, page);
      assert.match(await response.text(), /The app/);
      assert.equal(response.headers.get('cache-control'), 'no-cache');
    }
  });

  test('an address without a page is missing, and the app says so in its own words', async () => {
    for (const page of ['/apiary', '/shows', '/performances/x/book', '/staffroom']) {
      const response = await get(page);
      assert.equal(response.status, 404, page);
      assert.match(await response.text(), /The app/);
      assert.match(response.headers.get('content-type'), /^text\/html/);
      assert.equal(response.headers.get('cache-control'), 'no-cache');
    }
  });

  test('every page that the web app knows is known here', async () => {
    const source = path.join(checkout, 'frontend', 'src', 'app');
    const paths = (file) =>
      [...readFileSync(path.join(source, file), 'utf8').matchAll(/\bpath: '([^']*)'/g)]
        .map(([, page]) => page)
        .filter((page) => page !== '**');
    const visitors = paths('visitor/visitor.routes.ts');
    const features = paths('app.routes.ts');
    assert.ok(visitors.includes('shows/:slug') && features.includes('staff'));
    for (const page of [...visitors, ...features]) {
      const where = `/${page.replace(':slug', 'la-locandiera').replace(/:[a-z]+/gi, '7')}`;
      assert.equal((await get(where)).status, 200, where);
    }
  });

  test('a hashed file is kept for ever, any other is revalidated', async () => {
    for (const file of ['/main-ABCD1234.js', '/chunk-C-Bqa6ZJ.js', '/chunk-kKOwDEuj.js']) {
      const { headers } = await get(file);
      assert.equal(headers.get('cache-control'), 'public, max-age=31536000, immutable', file);
    }
    assert.equal((await get('/guide-overview.svg')).headers.get('cache-control'), 'no-cache');
    assert.equal((await get('/poster.svg')).headers.get('cache-control'), 'no-cache');
  });

  test('a missing file is missing, and nobody keeps that', async () => {
    for (const file of ['/main-WXYZ9876.js', '/posters/none.svg', '/.env.txt', '/.br/main.js']) {
      const response = await get(file);
      assert.equal(response.headers.get('cache-control'), 'no-store');
      await assertProblem(response, 404, 'not_found');
    }
  });

  test('a person who asks for a missing file gets a page', async () => {
    const response = await get('/programme.pdf', { headers: { Accept: 'text/html,*/*;q=0.8' } });
    assert.equal(response.status, 404);
    assert.match(response.headers.get('content-type'), /^text\/html/);
    assert.match(await response.text(), /Palcoscenico vuoto/);
  });

  test('a file is sent as packed beforehand, to each in the way that he takes', async () => {
    const packed = async (accepts) => {
      const response = await get('/main-ABCD1234.js', { headers: { 'Accept-Encoding': accepts } });
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), 'text/javascript; charset=utf-8');
      assert.equal(response.headers.get('vary'), 'Accept-Encoding');
      assert.match(response.headers.get('cache-control'), /immutable/);
      assert.match(await response.text(), /^start\(\);/);
      return response.headers.get('content-encoding');
    };
    assert.equal(await packed('gzip, deflate, br'), 'br');
    assert.equal(await packed('br;q=1.0'), 'br');
    assert.equal(await packed('gzip, br;q=0'), 'gzip');
    assert.equal(await packed('gzip'), 'gzip');
    assert.equal(await packed('identity'), null);
  });

  test('metrics are not for the public', async () => {
    assert.equal((await get('/metrics')).status, 404);
  });

  test('what a client claims about its own address is not passed on', async () => {
    const headers = {
      'X-Forwarded-For': '203.0.113.9',
      'X-Real-IP': '203.0.113.9',
      Forwarded: 'for=203.0.113.9',
    };
    const { headers: seen } = await (await get('/api/echo', { headers })).json();
    assert.equal(seen['x-forwarded-for'], '127.0.0.1');
    assert.equal(seen['x-forwarded-proto'], 'http');
    assert.equal(seen['x-forwarded-host'], '127.0.0.1');
    assert.equal(JSON.stringify(seen).includes('203.0.113.9'), false);
  });

  test('a sane request id is kept, another replaced', async () => {
    const idSeen = async (id) =>
      (await (await get('/api/echo', { headers: { 'X-Request-Id': id } })).json()).headers[
        'x-request-id'
      ];
    assert.equal(await idSeen('till-7_a'), 'till-7_a');
    assert.match(await idSeen('a"} b'), /^[0-9a-f]{32}$/);
  });

  test('both API prefixes reach the API, path and query untouched', async () => {
    for (const where of ['/api', '/api/shows/?page=2&q=%2F', '/admin/', '/admin/docs']) {
      assert.equal((await (await get(where)).json()).url, where);
    }
  });

  test('answers of the API pass through, its errors included', async () => {
    const response = await get('/api/teapot');
    assert.equal(response.status, 418);
    assert.equal(response.headers.get('cache-control'), 'private');
    assert.deepEqual(await response.json(), { code: 'teapot' });
  });

  test('every answer carries the security headers, once', async () => {
    const posted = { method: 'POST' };
    for (const [where, options] of [
      ['/'],
      ['/nothing.js'],
      ['/api/echo'],
      ['/api/teapot'],
      ['/privacy', posted],
      ['/no-such-page'],
    ]) {
      const { headers } = await get(where, options);
      assert.match(
        headers.get('content-security-policy'),
        /^default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'nonce-[0-9a-f]{32}';/,
      );
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('x-frame-options'), 'DENY');
      assert.equal(headers.get('referrer-policy'), 'no-referrer');
      assert.match(headers.get('permissions-policy'), /^camera=\(self\)/);
      assert.equal(headers.get('strict-transport-security'), null);
      assert.equal(headers.get('server'), 'nginx');
    }
  });

  test('each page gets a mark of its own, by which the browser knows its styles', async () => {
    const marks = new Set();
    for (const [where, tag] of [
      ['/', /<az-root ngCspNonce="([0-9a-f]{32})">/],
      ['/no-such-page', /<az-root ngCspNonce="([0-9a-f]{32})">/],
      ['/programme.pdf', /<style nonce="([0-9a-f]{32})">/],
    ]) {
      const response = await get(where, { headers: { Accept: 'text/html' } });
      const [, mark] = tag.exec(await response.text());
      assert.ok(response.headers.get('content-security-policy').includes(`'nonce-${mark}'`), where);
      marks.add(mark);
    }
    assert.equal(marks.size, 3);
  });

  test('nothing may run a script from inside its page, the API references neither', async () => {
    for (const where of ['/', '/api/docs', '/admin/docs/']) {
      const policy = (await get(where)).headers.get('content-security-policy');
      assert.doesNotMatch(policy, /unsafe-inline/);
    }
  });

  test('a body too large is refused in the words of the API', async () => {
    const send = (where, bytes) => get(where, { method: 'POST', body: 'x'.repeat(bytes) });
    const [visitors, management] = [64 * 1024, 6 * 1024 * 1024];
    for (const where of ['/api/echo', '/', '/no-such-page'])
      await assertProblem(await send(where, visitors + 1), 413, 'payload_too_large');
    await assertProblem(await send('/admin/echo', management + 1), 413, 'payload_too_large');
    assert.equal((await send('/api/echo', visitors)).status, 200);
    assert.equal((await send('/admin/echo', management)).status, 200);
  });

  test('an address too long is refused in the words of the API', async () => {
    await assertProblem(await get(`/api/${'a'.repeat(9000)}`), 414, 'bad_request');
  });

  test('too many headers are refused in the words of the API', async () => {
    await assertProblem(
      await get('/api/echo', { headers: { 'X-Much': 'a'.repeat(40_000) } }),
      431,
      'bad_request',
    );
  });

  test('a method that files do not know is refused in the words of the API', async () => {
    for (const where of ['/privacy', '/no-such-page']) {
      const response = await get(where, { method: 'POST' });
      assert.equal(response.headers.get('allow'), 'GET, HEAD');
      await assertProblem(response, 405, 'method_not_allowed');
    }
  });

  test('what is hardly HTTP is bad input, not a failure of ours', async () => {
    const broken = [
      'GARBAGE\r\n\r\n',
      'GET /api/%zz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      'GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
      'GET /api/echo HTTP/1.1\r\nConnection: close\r\n\r\n',
      'GET /api/echo HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n',
      'GET /api/echo HTTP/3.7\r\nHost: a\r\nConnection: close\r\n\r\n',
      'POST /api/echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: nonsense\r\nConnection: close\r\n\r\n',
    ];
    for (const bytes of broken) {
      const answer = await rawAnswer(port, bytes);
      assert.match(answer, /^HTTP\/1\.1 400 /, bytes);
      assert.match(answer, /content-type: application\/problem\+json/i, bytes);
      assert.match(answer, /"code":"bad_request"/, bytes);
    }
  });

  test('an API that is away is told as a 503 that says when to try again', async () => {
    await new Promise((resolve) => {
      api.close(resolve);
      api.closeAllConnections();
    });
    const response = await get('/api/echo', { headers: { 'X-Request-Id': 'till-8' } });
    assert.equal(response.headers.get('retry-after'), '5');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('x-request-id'), 'till-8');
    await assertProblem(response, 503, 'unavailable');
    assert.equal((await get('/')).status, 200, 'the app itself still comes');
  });

  test('a closed site says so to persons and to programs', async () => {
    writeFileSync(site.maintenanceFile, '');
    const page = await get('/shows/la-locandiera');
    assert.equal(page.status, 503);
    assert.equal(page.headers.get('retry-after'), '5');
    assert.match(await page.text(), /Cambio scena/);
    await assertProblem(await get('/admin/shows'), 503, 'unavailable');
    rmSync(site.maintenanceFile);
    assert.equal((await get('/')).status, 200);
  });

  test('no log holds a query string or an address', async () => {
    await get('/api/guests?q=Goldoni');
    await get('/staff?name=Goldoni');
    const logs = ['access.log', 'nginx-error.log', 'nginx.log'].map((name) =>
      readFileSync(path.join(directory, 'logs', name), 'utf8'),
    );
    assert.match(logs[0], /"path":"\/api\/guests","status":503/);
    for (const log of logs) {
      assert.equal(log.includes('Goldoni'), false);
      assert.equal(log.includes('127.0.0.1'), false);
    }
  });
});

function echoingApi() {
  return http.createServer((request, response) => {
    request.resume().on('end', () => {
      const teapot = request.url === '/api/teapot';
      response.writeHead(teapot ? 418 : 200, {
        'Content-Type': 'application/json',
        'Cache-Control': 'private',
        'X-Content-Type-Options': 'nosniff',
        'Content-Security-Policy': "default-src 'none'",
      });
      response.end(
        JSON.stringify(
          teapot ? { code: 'teapot' } : { url: request.url, headers: request.headers },
        ),
      );
    });
  });
}

async function assertProblem(response, status, code) {
  assert.equal(response.status, status);
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  const problem = await response.json();
  assert.equal(problem.status, status);
  assert.equal(problem.code, code);
  assert.equal(problem.request_id, response.headers.get('x-request-id'));
  for (const field of ['type', 'title', 'detail', 'request_id']) assert.ok(problem[field], field);
}

function rawAnswer(port, bytes) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
    let answer = '';
    socket.on('data', (data) => (answer += data));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
