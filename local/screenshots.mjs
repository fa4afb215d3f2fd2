// `make screenshots`: the pictures in docs/, taken from a fresh running system.
import path from 'node:path';
import { buildAll } from './build.mjs';
import { run } from './command.mjs';
import { checkout } from './place.mjs';

try {
  await buildAll();
  // Not before: it needs packages that have only now been installed.
  const { withBrowserStack } = await import('./e2e.mjs');
  await withBrowserStack(async (env) => {
    const onText = (text) => process.stdout.write(text);
    await run('npm', ['run', 'screenshots'], { cwd: path.join(checkout, 'frontend'), env, onText });
    return { passed: 1, failed: 0, skipped: 0 };
  });
} catch (error) {
  console.error(error.message.split('\n')[0]);
  process.exit(1);
}
