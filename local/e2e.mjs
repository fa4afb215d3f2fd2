// The stack as the browser tests want it: fresh, on free ports, thrown away. As a command, `node local/e2e.mjs --hold`
// starts it from what is already built, prints its environment as shell lines, and waits for Ctrl-C.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { keepsake } from './place.mjs';
import { chromium } from './provision.mjs';
import { startStack } from './stack.mjs';

const DIRECTORY = path.join(keepsake, 'e2e');

/**
 * Runs `work` with the environment of a fresh stack behind nginx. A part of it that dies meanwhile is a failure,
 * whatever the tests say. Logs stay in `.local/e2e/logs` until the next time.
 * @param {(environment: Record<string, string>) => Promise<import('./counts.mjs').Counts>} work
 * @param {{publicUrl?: string}} [wishes]   for the stack
 */
export async function withBrowserStack(work, wishes = {}) {
  const deaths = [];
  const stack = await start(
    (name, how, lastWords) => deaths.push(`${name} ${how} during the tests:\n${lastWords}`),
    wishes,
  );
  try {
    const counts = await work(environmentOf(stack));
    for (const death of deaths) console.error(death);
    return { ...counts, failed: counts.failed + deaths.length };
  } finally {
    await stack.stop();
  }
}

function start(onDeath, wishes = {}) {
  return startStack({
    ...wishes,
    directory: DIRECTORY,
    fresh: true,
    anyPorts: true,
    durable: false,
    rateLimits: 'off',
    site: 'nginx',
    onDeath,
  });
}

function environmentOf(stack) {
  return { ...stack.environment, CHROMIUM: chromium() ?? '' };
}

async function hold() {
  const stack = await start((name, how, lastWords) =>
    console.error(`${name} ${how}:\n${lastWords}`),
  );
  for (const [name, value] of Object.entries(environmentOf(stack)))
    console.log(`export ${name}='${value}'`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, async () => {
      await stack.stop();
      process.exit(0);
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv[2] !== '--hold') {
    console.error('usage: node local/e2e.mjs --hold');
    process.exit(2);
  }
  hold().catch((error) => {
    console.error(error.message);
    process.exit(1);
  });
}
