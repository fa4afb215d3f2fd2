// Runs the shows, one file after the other: there is one machine, and both publish the same ports.
import { fileURLToPath } from 'node:url';
import { CommandFailed, run } from '../command.mjs';
import { countNode } from '../counts.mjs';

/**
 * @param {(text: string) => void} onText
 * @returns {Promise<import('../counts.mjs').Counts & {note?: string}>}
 */
export async function composeShows(onText) {
  const names = (process.env.COMPOSE_SHOWS ?? 'shows check').split(/[\s,]+/).filter(Boolean);
  const files = names.map((name) => fileURLToPath(new URL(`${name}.test.mjs`, import.meta.url)));
  const args = ['--test', '--test-concurrency=1', '--test-reporter=spec', ...files];
  try {
    return countNode(await run(process.execPath, args, { env: { NO_COLOR: '1' }, onText }));
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const counts = countNode(error.output);
    return { ...counts, failed: Math.max(counts.failed, 1), note: error.message.split('\n')[0] };
  }
}
