// `make run`: the whole system on this machine, until Ctrl-C.
import process from 'node:process';
import { buildAll } from './build.mjs';
import { claimStack } from './lock.mjs';
import { endWithParent } from './parent.mjs';
import { checkout, keepsake } from './place.mjs';
import { portSetting } from './ports.mjs';
import { elapsed, print, step } from './progress.mjs';

const PART_NAMES = {
  site: 'the site',
  mailbox: 'the mailbox',
  smtp: "the mailbox's SMTP",
  postgres: 'PostgreSQL',
  api: 'the API',
  apiInternal: "the API's metrics",
  workerInternal: "the worker's metrics",
};

let stack;
let ending;

/** Stops everything, once, and ends with `status`. */
function end(status, reason) {
  ending ??= (async () => {
    print(reason);
    await stack?.stop();
    print('Everything has stopped; the data are kept.');
    process.exit(status);
  })().catch((error) => fail(error));
}

function fail(error) {
  print(`\n${error.message}`);
  process.exit(1);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => end(0, '\nStopping …'));

async function main() {
  const since = Date.now();
  const ports = { site: portSetting('PORT', 8080), mailbox: portSetting('MAILBOX_PORT', 8025) };
  const rateLimits = rateLimitSetting();
  claimStack();
  if (process.env.MAKELEVEL) endWithParent(() => end(0, 'make has gone: stopping …'));

  await buildAll();
  // Not before: it needs packages that have only now been installed.
  const { planStack } = await import('./stack.mjs');
  stack = await planStack({
    directory: keepsake,
    ports,
    rateLimits,
    demoPassword: process.env.DEMO_PASSWORD,
    step,
    onPortTaken: (name, wanted, got) =>
      print(`! Port ${wanted} is taken: ${PART_NAMES[name]} uses ${got} instead.`),
    onWarning: (name, line) => print(`${name}: ${line}`),
    onDeath: (name, how, lastWords) => end(1, `\n${name} ${how}. Its last words:\n${lastWords}`),
  });
  await stack.start();
  print(welcome(elapsed(since)));
}

function rateLimitSetting() {
  const text = process.env.RATE_LIMITS || 'on';
  if (text !== 'on' && text !== 'off')
    throw new Error(`RATE_LIMITS: expected on or off, got "${text}".`);
  return text;
}

function welcome(took) {
  return `
AzioneLab is up after ${took}${stack.site ? '' : ' (nginx is not installed: the API serves the site itself)'}.

  site      ${stack.siteUrl}
  staff     ${stack.siteUrl}/staff        users: staff, admin   password: ${stack.demoPassword}
  API       ${stack.siteUrl}/api/docs     ${stack.siteUrl}/admin/docs
  mailbox   ${stack.mailboxUrl}        in a browser; as JSON: ${stack.mailboxUrl}/api/email
  database  ${stack.databaseUrl}
  logs      ${stack.logDirectory.replace(`${checkout}/`, '')}/

Ctrl-C stops everything. Data stay until \`make reset\`.
`;
}

main().catch(async (error) => {
  if (ending) return;
  await stack?.stop();
  fail(error);
});
