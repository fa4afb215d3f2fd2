import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { test } from 'node:test';
import { freePort, portSetting } from '../ports.mjs';

for (const host of ['127.0.0.1', '0.0.0.0', '::1']) {
  test(`a port that a program holds on ${host} is not given out`, async (t) => {
    const holder = net.createServer().listen(0, host);
    try {
      await once(holder, 'listening');
    } catch {
      return t.skip('this machine lacks the address');
    }
    const { port } = holder.address();
    assert.notEqual(await freePort(port), port);
    holder.close();
  });
}

test('no port is given out twice, though nobody listens on it yet', async () => {
  const wanted = await freePort(0);
  const others = await Promise.all([freePort(0), freePort(0)]);
  assert.equal(new Set([wanted, ...others, await freePort(wanted)]).size, 4);
});

test('a port setting is read, and a bad one named', () => {
  process.env.TEST_PORT = '8123';
  assert.equal(portSetting('TEST_PORT', 1), 8123);
  for (const bad of ['eighty', '0', '70000', '80.5']) {
    process.env.TEST_PORT = bad;
    assert.throws(() => portSetting('TEST_PORT', 1), /TEST_PORT: expected a port/);
  }
  process.env.TEST_PORT = '';
  assert.equal(portSetting('TEST_PORT', 8080), 8080);
});
