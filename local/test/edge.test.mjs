// nginx as a container starts it: names, TLS, certificates, the proxy in front.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import tls from 'node:tls';
import { run } from '../command.mjs';
import { Edge, edgeHere } from '../edge.mjs';
import { keepsake, removeTree } from '../place.mjs';
import { freePort } from '../ports.mjs';

const skip = edgeHere() ? false : 'nginx, envsubst or openssl is not installed';
let directory;
let webRoot;
let api;
let apiPort;

before(async () => {
  mkdirSync(keepsake, { recursive: true });
  directory = mkdtempSync(path.join(keepsake, 'test-edge-'));
  webRoot = path.join(directory, 'web-app');
  mkdirSync(webRoot, { mode: 0o755 });
  writeFileSync(path.join(webRoot, 'index.html'), '<!doctype html><title>The app</title>');
  apiPort = await freePort(0);
  api = http
    .createServer((request, response) => response.end(JSON.stringify(request.headers)))
    .listen(apiPort, '127.0.0.1');
});

after(() => {
  api?.close();
  removeTree(directory);
});

const started = async (name, settings) => {
  const plan = { directory: path.join(directory, name), webRoot, apiPort, settings };
  const edge = await Edge.plan(plan);
  await edge.start();
  return edge;
};

describe('a site that ends TLS itself', { skip }, () => {
  let edge;

  before(async () => {
    edge = await started('tls', { OTHER_NAMES: 'www.example.org, example.org' });
  });
  after(() => edge?.stop());

  test('starts without a certificate, on one that it signs itself', async () => {
    const { subject, issuer, subjectaltname } = await certificateOf(edge);
    assert.equal(subject.CN, 'tickets.example.org');
    assert.deepEqual(subject, issuer);
    assert.equal(subjectaltname, 'DNS:tickets.example.org');
    assert.equal((await edge.ask('/')).status, 200);
  });

  test('asks browsers to come over TLS for two years', async () => {
    const { headers } = await edge.ask('/');
    assert.equal(headers['strict-transport-security'], 'max-age=63072000');
  });

  test('sends plain HTTP to the same place over TLS', async () => {
    const { status, headers } = await edge.ask('/shows/x?a=%2F', { plain: true });
    assert.equal(status, 308);
    assert.equal(headers.location, 'https://tickets.example.org/shows/x?a=%2F');
  });

  test('hands an ACME client’s answers out over plain HTTP', async () => {
    const where = path.join('.well-known', 'acme-challenge');
    mkdirSync(path.join(edge.files.acme, where), { recursive: true, mode: 0o755 });
    writeFileSync(path.join(edge.files.acme, where, 'token-1'), 'token-1.thumbprint');
    const answer = await edge.ask(`/${where}/token-1`, { plain: true });
    assert.equal(answer.status, 200);
    assert.equal(answer.text, 'token-1.thumbprint');
    assert.equal((await edge.ask(`/${where}/../token-2`, { plain: true })).status, 308);
    assert.equal((await edge.ask(`/${where}/token-2`, { plain: true })).status, 404);
  });

  test('refuses a host name that is not its own, on both ports', async () => {
    for (const plain of [true, false]) {
      for (const host of ['evil.example', '127.0.0.1', 'tickets.example.org.evil.example']) {
        const { status, headers, text } = await edge.ask('/api/shows', { plain, host });
        assert.equal(status, 421, host);
        assert.equal(headers['content-type'], 'application/problem+json');
        assert.equal(JSON.parse(text).code, 'misdirected');
      }
    }
    const forged = { servername: 'tickets.example.org', host: 'evil.example' };
    assert.equal((await edge.ask('/', forged)).status, 421);
  });

  test('leads its other names to its own', async () => {
    for (const host of ['www.example.org', 'example.org']) {
      const { status, headers } = await edge.ask('/shows/x', { host });
      assert.equal(status, 308);
      assert.equal(headers.location, 'https://tickets.example.org/shows/x');
    }
  });

  test('tells the API how it was reached', async () => {
    const { text } = await edge.ask('/api/echo', { headers: { 'X-Forwarded-Proto': 'http' } });
    const seen = JSON.parse(text);
    assert.equal(seen['x-forwarded-proto'], 'https');
    assert.equal(seen['x-forwarded-host'], 'tickets.example.org');
    assert.equal(seen.host, 'tickets.example.org');
  });

  test('speaks HTTP/2', async () => {
    const session = http2.connect(`https://127.0.0.1:${edge.tlsPort}`, {
      servername: 'tickets.example.org',
      rejectUnauthorized: false,
    });
    const asked = session.request({ ':path': '/', ':authority': 'tickets.example.org' });
    const headers = await new Promise((resolve, reject) => {
      session.once('error', reject);
      asked.once('response', resolve);
    });
    assert.equal(headers[':status'], 200);
    asked.close();
    session.close();
  });

  test('speaks TLS 1.2 and 1.3 with forward secrecy, and nothing older', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3']) {
      const { protocol, cipher } = await handshake(edge, version);
      assert.equal(protocol, version);
      assert.match(cipher, /^(?:ECDHE-|TLS_)/);
    }
    // Lowest security level, so that it is the server that refuses.
    await assert.rejects(handshake(edge, 'TLSv1.1', 'DEFAULT@SECLEVEL=0'), /alert|version/i);
    await assert.rejects(handshake(edge, 'TLSv1.2', 'AES128-SHA@SECLEVEL=0'), /alert|handshake/i);
  });

  test('takes up a certificate while it runs, and refuses one that does not fit its key', async () => {
    const { certificate, key } = edge.files;
    await sign(certificate, key, 'tickets.example.org', 'A real authority');
    await edge.command('reload');
    await until(async () => (await certificateOf(edge)).subject.O === 'A real authority');
    await sign(certificate, `${key}.other`, 'tickets.example.org', 'Mismatch');
    await assert.rejects(edge.command('reload'), /is not the key of/);
    assert.equal((await certificateOf(edge)).subject.O, 'A real authority');
  });

  test('closes and opens by command', async () => {
    await edge.command('maintenance', 'on');
    assert.match((await edge.ask('/')).text, /Cambio scena/);
    await edge.command('maintenance', 'off');
    assert.equal((await edge.ask('/')).status, 200);
  });
});

describe('a site behind a proxy that ends TLS', { skip }, () => {
  let edge;

  before(async () => {
    edge = await started('proxied', { TLS: 'off', FRONT_PROXIES: '127.0.0.9/32' });
  });
  after(() => edge?.stop());

  const seenBy = async (from, headers) =>
    JSON.parse((await edge.ask('/api/echo', { plain: true, from, headers })).text);

  test('believes the proxy, and nobody else, about visitors', async () => {
    const claim = { 'X-Forwarded-For': '198.51.100.1, 203.0.113.9' };
    assert.equal((await seenBy('127.0.0.9', claim))['x-forwarded-for'], '203.0.113.9');
    assert.equal((await seenBy('127.0.0.8', claim))['x-forwarded-for'], '127.0.0.8');
  });

  test('knows that visitors come over TLS', async () => {
    assert.equal((await seenBy('127.0.0.9'))['x-forwarded-proto'], 'https');
    const { headers } = await edge.ask('/', { plain: true });
    assert.equal(headers['strict-transport-security'], 'max-age=63072000');
  });

  test('refuses foreign host names', async () => {
    assert.equal((await edge.ask('/', { plain: true, host: 'evil.example' })).status, 421);
  });
});

describe('settings that do not go together', { skip }, () => {
  for (const [fault, settings, words] of [
    ['no address of the site', { PUBLIC_URL: '' }, /PUBLIC_URL: expected an origin/],
    ['a name that nginx would read', { PUBLIC_URL: 'https://a;b' }, /PUBLIC_URL: .*characters/],
    ['TLS for a plain address', { PUBLIC_URL: 'http://a.example' }, /TLS is on, but PUBLIC_URL/],
    ['no TLS and nobody in front', { TLS: 'off' }, /FRONT_PROXIES/],
    [
      'proxies in front of the edge',
      { FRONT_PROXIES: '10.0.0.0/8' },
      /FRONT_PROXIES is for TLS=off/,
    ],
    [
      'a network that is none',
      { TLS: 'off', FRONT_PROXIES: 'x; }' },
      /FRONT_PROXIES: .*characters/,
    ],
    ['an API without a port', { API_ADDRESS: 'api' }, /API_ADDRESS: expected name:port/],
    ['limits half on', { RATE_LIMITS: 'maybe' }, /RATE_LIMITS: expected on or off/],
    ['TLS half on', { TLS: 'maybe' }, /TLS: expected on or off/],
    ['a header that ends itself', { HSTS: 'a"; }' }, /HSTS: expected/],
  ]) {
    test(`${fault} is refused by name`, async () => {
      const plan = { directory: path.join(directory, 'refused'), webRoot, apiPort, settings };
      const edge = await Edge.plan(plan);
      await assert.rejects(edge.command('check'), words);
    });
  }
});

async function sign(certificate, key, name, authority) {
  mkdirSync(path.dirname(certificate), { recursive: true });
  await run('openssl', [
    ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'],
    ...['-subj', `/O=${authority}/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`],
    ...['-keyout', key, '-out', certificate],
  ]);
  assert.match(readFileSync(certificate, 'utf8'), /BEGIN CERTIFICATE/);
}

async function certificateOf(edge) {
  return withSocket(edge, {}, (socket) => socket.getPeerCertificate());
}

async function handshake(edge, version, ciphers) {
  return withSocket(
    edge,
    { minVersion: version, maxVersion: version, ...(ciphers && { ciphers }) },
    (socket) => ({ protocol: socket.getProtocol(), cipher: socket.getCipher().name }),
  );
}

function withSocket(edge, options, look) {
  return new Promise((resolve, reject) => {
    const to = { host: '127.0.0.1', port: edge.tlsPort, servername: 'tickets.example.org' };
    const socket = tls.connect({ ...to, rejectUnauthorized: false, ...options }, () => {
      resolve(look(socket));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}

async function until(holds) {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, 'it did not come to that in 10 s');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
