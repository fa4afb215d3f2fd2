// The scriptable SMTP server, spoken to line by line: what other tests rely on.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import path from 'node:path';
import readline from 'node:readline';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

let server;
let ports;

before(async () => {
  const script = fileURLToPath(new URL('../smtp-server.mjs', import.meta.url));
  server = spawn(process.execPath, [path.relative(process.cwd(), script)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(readline.createInterface({ input: server.stdout }), 'line');
  ports = JSON.parse(line);
});
after(() => server.kill());
beforeEach(() => control('POST', '/reset'));

async function control(method, where, body) {
  const response = await fetch(`http://127.0.0.1:${ports.control_port}${where}`, {
    method,
    body: body && JSON.stringify(body),
  });
  return response.json();
}

/** Says the lines one by one and answers the code of each reply, the greeting first; 0 when the line was cut. */
async function converse(lines, patience = 3000) {
  const socket = net.connect(ports.smtp_port, '127.0.0.1');
  const replies = [];
  try {
    await once(socket, 'connect');
    const waiting = readline.createInterface({ input: socket })[Symbol.asyncIterator]();
    const reply = async () => {
      for (;;) {
        const late = new Promise((resolve) =>
          setTimeout(resolve, patience, { done: true }).unref(),
        );
        const { value, done } = await Promise.race([waiting.next(), late]);
        if (done) return 0;
        if (value[3] !== '-') return Number(value.slice(0, 3));
      }
    };
    replies.push(await reply());
    for (const line of lines) {
      if (replies.at(-1) === 0) break;
      socket.write(`${line}\r\n`);
      replies.push(await reply());
    }
  } catch {
    replies.push(0);
  } finally {
    socket.destroy();
  }
  return replies;
}

const mailTo = (address) => [
  'EHLO tester',
  'MAIL FROM:<box@theatre.test>',
  `RCPT TO:<${address}>`,
  'DATA',
  'Message-ID: <7@theatre.test>\r\nSubject: Ciao\r\n\r\nTesto\r\n.',
];

test('a mail is taken in and can be read', async () => {
  assert.deepEqual(await converse(mailTo('guest@example.test')), [220, 250, 250, 250, 354, 250]);
  const [mail] = await control('GET', '/mails');
  assert.deepEqual(
    [mail.from, mail.to, mail.message_id, mail.answered],
    ['box@theatre.test', ['guest@example.test'], '<7@theatre.test>', true],
  );
  assert.match(mail.raw, /Testo/);
});

test('mailboxes that refuse for good and for now', async () => {
  assert.equal((await converse(mailTo('guest@refuse.test')))[3], 550);
  assert.equal((await converse(mailTo('guest@greylist.test')))[3], 451);
  const recipients = (await control('GET', '/events')).filter(({ kind }) => kind === 'recipient');
  assert.deepEqual(
    recipients.map(({ code }) => code),
    [550, 451],
  );
});

test('a login can be required, and a wrong one is 535', async () => {
  await control('PATCH', '/behaviour', { login: 'required' });
  assert.equal((await converse(mailTo('guest@example.test')))[2], 530);
  const plain = (password) =>
    `AUTH PLAIN ${Buffer.from(`\0theatre\0${password}`).toString('base64')}`;
  assert.equal((await converse(['EHLO tester', plain('wrong')]))[2], 535);
  assert.equal((await converse(['EHLO tester', plain('curtain')]))[2], 235);
});

test('a frozen server takes connections and says nothing', async () => {
  await control('PATCH', '/behaviour', { line: 'frozen' });
  assert.deepEqual(await converse(['EHLO tester'], 400), [0]);
});

test('a server that is down refuses, and is there again on the same port', async () => {
  await control('PATCH', '/behaviour', { line: 'down' });
  assert.deepEqual(await converse([]), [0]);
  await control('PATCH', '/behaviour', { line: 'up' });
  assert.deepEqual(await converse([]), [220]);
});

test('a connection cut instead of a reply leaves a mail that the sender was not told of', async () => {
  await control('PATCH', '/behaviour', { drop: true });
  assert.equal((await converse(mailTo('guest@example.test'))).at(-1), 0);
  const [mail] = await control('GET', '/mails');
  assert.equal(mail.answered, false);
});

test('a message can be refused after its last byte', async () => {
  await control('PATCH', '/behaviour', {
    message_reply: { code: 552, text: '5.2.2 Mailbox full' },
  });
  assert.equal((await converse(mailTo('guest@example.test'))).at(-1), 552);
  assert.deepEqual(await control('GET', '/mails'), []);
});

test('an unknown setting is refused and changes nothing', async () => {
  assert.match(
    (await control('PATCH', '/behaviour', { drop: true, colour: 'red' })).error,
    /colour: no such setting/,
  );
  assert.equal((await control('GET', '/behaviour')).drop, false);
});
