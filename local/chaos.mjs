// `make chaos`: rounds in which everything breaks, and a check after each (docs/reliability.md). ROUNDS, LANES, SEED, ROUND and
// FAULT are read by the program itself; RELEASE=1 plays with programs as they are deployed, which leaves room for more lanes.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPrograms, programDirectory } from './build.mjs';
import { CommandFailed, run } from './command.mjs';
import { installPackages, packagesAreCurrent } from './packages.mjs';
import { checkout } from './place.mjs';
import { step } from './progress.mjs';

/**
 * Makes sure of the programs, and of the packages of local/, whose scripts are the mail server and the database.
 * @param {{release?: boolean}} [how]   `release`: as the Dockerfile builds them
 * @returns {Promise<string>} the directory of the programs
 */
export async function prepare({ release = false } = {}) {
  if (!packagesAreCurrent('local'))
    await step('JavaScript packages of local/', () => installPackages('local'));
  if (!release) {
    await buildPrograms();
    return programDirectory();
  }
  const programs = ['api', 'worker', 'chaos'].flatMap((name) => ['--package', name]);
  const words = ['build', '--release', '--locked', ...programs, '--bins', '--no-default-features'];
  await step('release programs (cargo build)', () => run('cargo', words, { cwd: checkout }));
  return path.join(path.dirname(await programDirectory()), 'release');
}

/**
 * Builds what is needed and plays rounds.
 * @param {Record<string, string>} [env]   ROUNDS and SEED, where the caller's own do not count
 * @returns {Promise<boolean>} whether every round was sound
 */
export async function playRounds(env = {}) {
  const release = Boolean(process.env.RELEASE);
  const program = path.join(await prepare({ release }), 'chaos');
  try {
    await run(program, [], { cwd: checkout, env, onText: (text) => process.stdout.write(text) });
    return true;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  playRounds().then(
    (sound) => process.exit(sound ? 0 : 1),
    (error) => {
      console.error(error.message);
      process.exit(1);
    },
  );
}
