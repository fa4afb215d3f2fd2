// `make chaos-planted`: puts one bug after the other into a copy of the checkout (chaos/planted/: a patch, statements that
// spoil the schema, or both), and sees whether `make chaos` finds it. BUGS names some of them; ROUNDS is how many rounds
// each gets; SEED is what their plans follow from, where a bug has none of its own. The copy is built in a directory of its own, which is kept, so that
// after the first time only what a bug spoils is compiled.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { prepare } from './chaos.mjs';
import { CommandFailed, run } from './command.mjs';
import { checkout } from './place.mjs';
import { freshCopy } from './scratch.mjs';

const PLANTED = path.join(checkout, 'chaos', 'planted');
const PLACE = path.join(checkout, '.local', 'chaos-planted');
const SCRATCH = path.join(PLACE, 'checkout');
const TARGET = path.join(PLACE, 'target');
const ROUNDS = process.env.ROUNDS ?? '20';
const SEED = '1';

const show = (text) => process.stdout.write(text);

/** The names of all bugs, or of those in BUGS. */
function chosenBugs() {
  const all = [...new Set(readdirSync(PLANTED).map((file) => path.parse(file).name))].sort();
  const wanted = (process.env.BUGS ?? '').split(/[\s,]+/).filter(Boolean);
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0)
    throw new Error(`BUGS: no ${unknown.join(', ')}; there are ${all.join(' ')}.`);
  return wanted.length === 0 ? all : wanted;
}

/**
 * A directory with the programs, of which those that the patch names have the bug in them; the sound ones where the bug is
 * in the schema alone.
 */
async function programsWith(bug, sound) {
  const patch = path.join(PLANTED, `${bug}.patch`);
  if (!existsSync(patch)) return sound;
  await freshCopy(SCRATCH);
  // The copy is inside our own repository, which git must not look at.
  const env = { GIT_CEILING_DIRECTORIES: path.dirname(SCRATCH) };
  await run('git', ['apply', patch], { cwd: SCRATCH, env });
  const spoilt = /^Builds: (.+)$/m.exec(readFileSync(patch, 'utf8'))[1].split(' ');
  // Of the whole workspace, so that libraries are built with the features that they have in all other builds.
  const programs = spoilt.flatMap((name) => ['--bin', name]);
  await run('cargo', ['build', '--locked', '--workspace', ...programs], {
    cwd: SCRATCH,
    env: { CARGO_TARGET_DIR: TARGET },
    onText: show,
  });
  const mixed = path.join(PLACE, 'programs');
  mkdirSync(mixed, { recursive: true });
  for (const name of ['api', 'worker'])
    copyFileSync(
      path.join(spoilt.includes(name) ? path.join(TARGET, 'debug') : sound, name),
      path.join(mixed, name),
    );
  return mixed;
}

/**
 * Plays rounds until one finds the bug.
 * @returns {Promise<{caught: boolean, round?: number, by: string[], building: number, playing: number}>} whether what was
 * violated is what the bug breaks, the round that found it, what was violated in it, and how many seconds that took
 */
async function trial(bug, sound) {
  const begun = Date.now();
  const programs = await programsWith(bug, sound);
  const built = Date.now();
  const outcome = await roundThatFinds(bug, sound, programs);
  const seconds = (from, to) => Math.round((to - from) / 1000);
  const caught = outcome.by.some((name) => said(bug, 'Breaks').split('; ').includes(name));
  return {
    ...outcome,
    caught,
    building: seconds(begun, built),
    playing: seconds(built, Date.now()),
  };
}

async function roundThatFinds(bug, sound, programs) {
  const spoil = path.join(PLANTED, `${bug}.sql`);
  const seed = process.env.SEED ?? said(bug, 'Seed') ?? SEED;
  const words = ['--seed', seed, '--rounds', ROUNDS, '--until-violation'];
  words.push('--out', path.join(PLACE, bug), '--programs', programs);
  if (existsSync(spoil)) words.push('--spoil', spoil);
  try {
    await run(path.join(sound, 'chaos'), words, { cwd: checkout, onText: show });
    return { by: [] };
  } catch (error) {
    // 1 says that a round was not sound; 2 that there was no round.
    if (!(error instanceof CommandFailed) || !/with status 1\b/.test(error.message)) throw error;
    const round = Number([...error.output.matchAll(/^round +(\d+)/gm)].at(-1)[1]);
    return {
      round,
      by: [...error.output.matchAll(/^violated: (.+), \d+ times$/gm)].map(([, name]) => name),
    };
  }
}

async function main() {
  const bugs = chosenBugs();
  const programs = await prepare();
  const found = [];
  for (const bug of bugs) {
    show(`\n━━ ${bug}\n`);
    found.push([bug, await trial(bug, programs)]);
  }
  show(`\n${table(found)}\n`);
  process.exit(found.every(([, { caught }]) => caught) ? 0 : 1);
}

/** What the patch or the statements of a bug say of it. */
function said(bug, word) {
  const texts = ['patch', 'sql']
    .map((kind) => path.join(PLANTED, `${bug}.${kind}`))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'));
  return new RegExp(`^(?:-- )?${word}: (.+)$`, 'm').exec(texts.join('\n'))?.[1];
}

/** What became of each bug, a line each. */
function table(found) {
  const lines = [['bug', 'round', 'building s', 'playing s', 'violated']];
  for (const [bug, { caught, round, by, building, playing }] of found) {
    const when = caught ? String(round) : round === undefined ? 'not found' : 'something else';
    lines.push([bug, when, `${building}`, `${playing}`, by.join('; ')]);
  }
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

main().catch((error) => {
  console.error(error.message);
  process.exit(2);
});
