import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { onPath } from '../machine.mjs';
import { Program } from '../program.mjs';

const MODULE = new URL('../program.mjs', import.meta.url).href;

let logDirectory;
before(() => (logDirectory = mkdtempSync(path.join(os.tmpdir(), 'program-test-'))));
after(() => rmSync(logDirectory, { recursive: true, force: true }));

const program = (name, script, plan = {}) =>
  new Program({
    name,
    command: process.execPath,
    args: ['-e', script],
    logDirectory,
    ready: async () => true,
    ...plan,
  });

test('a program that ends at once says its last words', async () => {
  const part = program('brief', 'console.error("the port is taken"); process.exit(3)', {
    ready: async () => false,
  });
  await assert.rejects(part.start(), /brief did not start\.\n {4}the port is taken/);
});

test('a program that never gets ready is stopped', async () => {
  const part = program('slow', 'setInterval(() => {}, 1000)', {
    ready: async () => false,
    readySeconds: 0.3,
  });
  await assert.rejects(part.start(), /slow was not ready after 0\.3 s/);
  assert.equal(part.running, false);
});

test('a command that does not exist is told as such', async () => {
  const part = program('nowhere', '', { command: '/nowhere/at-all', ready: async () => false });
  await assert.rejects(part.start(), /nowhere did not start/);
});

test('a death that nobody asked for is announced, a stop is not', async () => {
  const deaths = [];
  const part = program('mortal', 'setInterval(() => {}, 1000)');
  part.on('died', (how) => deaths.push(how));
  await part.start();
  await part.stop();
  assert.deepEqual(deaths, []);
  await part.start();
  process.kill(part.pid, 'SIGKILL');
  await once(part, 'died');
  assert.deepEqual(deaths, ['was ended by SIGKILL']);
});

test('who does not stop when asked is killed', async () => {
  let deaf = false;
  const part = program(
    'deaf',
    'process.on("SIGTERM", () => {}); console.log("deaf"); setInterval(() => {}, 1000)',
    {
      stopSeconds: 0.5,
      ready: async () => deaf,
    },
  );
  part.on('line', () => (deaf = true));
  await part.start();
  await part.stop();
  assert.equal(part.running, false);
});

test(
  'nothing stays behind when we are killed without warning',
  { skip: !onPath('setpriv') },
  async () => {
    const script = `
    const { Program } = await import(${JSON.stringify(MODULE)});
    const part = new Program({ name: 'orphan', command: process.execPath, args: ['-e', 'setInterval(() => {}, 1000)'],
      logDirectory: ${JSON.stringify(logDirectory)}, ready: async () => true });
    await part.start();
    console.log(part.pid);
  `;
    const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [pid] = await once(parent.stdout.setEncoding('utf8'), 'data');
    const process_ = `/proc/${Number(pid)}`;
    assert.ok(existsSync(process_));
    parent.kill('SIGKILL');
    for (let waited = 0; existsSync(process_) && waited < 5000; waited += 50) await sleep(50);
    assert.equal(existsSync(process_), false);
  },
);
