// `make mutants`: which changes of the rules no test notices (docs/mutation.md). cargo-mutants says which changes there are;
// here all of them are built into one program, each behind a switch, since a build for each would take a day. FILE names
// files of booking/ (FILE='booking/src/seats.rs booking/src/check_in/*.rs'); ONLY takes changes with this in their names.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CommandFailed, run } from './command.mjs';
import { onPath } from './machine.mjs';
import { applied, grouped, switched } from './mutants/switch.mjs';
import { checkout } from './place.mjs';
import { step } from './progress.mjs';
import { freshCopy } from './scratch.mjs';

const PLACE = path.join(checkout, '.local', 'mutants');
const SCRATCH = path.join(PLACE, 'checkout');
const TARGET = path.join(PLACE, 'target');

/** Tests that notice most, and soon; the others are asked only where these notice nothing. */
const FIRST = 'kind(lib) | binary(seats) | binary(booking) | binary(door) | binary(looks)';

/** A change can make a loop endless, or a transaction wait for itself. */
const PATIENCE = `[profile.default]
slow-timeout = { period = "60s", terminate-after = 4 }
fail-fast = { max-fail = 1, terminate = "immediate" }
status-level = "fail"
`;

const cargo = (words, { env, onText } = {}) =>
  run('cargo', words, { cwd: SCRATCH, env: { CARGO_TARGET_DIR: TARGET, ...env }, onText });

/** All changes of the chosen files, as cargo-mutants tells them. */
async function changes() {
  const files = (process.env.FILE ?? 'booking/src/seats.rs').split(/\s+/).filter(Boolean);
  const words = ['mutants', '--list', '--json', '--package', 'booking'];
  const listed = await run('cargo', [...words, ...files.flatMap((file) => ['--file', file])], {
    cwd: checkout,
  });
  const all = JSON.parse(listed.slice(listed.indexOf('[')));
  return all
    .filter(({ name }) => name.includes(process.env.ONLY ?? ''))
    .map((change, index) => ({ ...change, number: index + 1 }));
}

/**
 * Builds all changes into the tests of booking. A change that does not compile is none.
 * @returns {Promise<Set<number>>} the numbers of those that do not
 */
async function build(all, say) {
  const faulty = new Set();
  for (;;) {
    await freshCopy(SCRATCH);
    const places = plant(all.filter(({ number }) => !faulty.has(number)));
    try {
      await cargo(['test', '--no-run', '--locked', '--package', 'booking'], {
        onText: (text) => say(text.match(/Compiling (\S+)/)?.[1] ?? ''),
      });
      return faulty;
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      const found = [...error.output.matchAll(/^ +--> (booking\/src\/[^:]+):(\d+):/gm)]
        .map(([, file, line]) => places.get(file)?.(Number(line)))
        .filter((number) => number !== undefined && !faulty.has(number));
      if (found.length === 0) throw error;
      for (const number of found) faulty.add(number);
    }
  }
}

/** Writes the changes into the copy; answers for each file which change a line belongs to. */
function plant(all) {
  const places = new Map();
  for (const [file, those] of grouped(all, ({ file }) => file)) {
    const source = readFileSync(path.join(checkout, file), 'utf8');
    const { text, whose } = switched(
      source,
      those.map((change) => ({ ...change, changed: applied(source, change.diff) })),
    );
    writeFileSync(path.join(SCRATCH, file), text);
    places.set(file, whose);
  }
  const root = path.join(SCRATCH, 'booking', 'src', 'lib.rs');
  const library = readFileSync(path.join(checkout, 'booking', 'src', 'lib.rs'), 'utf8');
  writeFileSync(root, `${library}\n${SWITCH}`);
  return places;
}

/** Which change is on, if any. */
const SWITCH = `#[doc(hidden)]
pub(crate) fn is_on(change: u32) -> bool {
    static ON: std::sync::LazyLock<Option<u32>> =
        std::sync::LazyLock::new(|| std::env::var("CHANGE").ok().and_then(|number| number.parse().ok()));
    *ON == Some(change)
}
`;

/** Whether the tests fail with a change switched on, or with none. */
async function noticed(number, env) {
  for (const filter of [FIRST, `not (${FIRST})`]) {
    const words = ['nextest', 'run', '--locked', '--package', 'booking', '-E', filter];
    words.push('--tool-config-file', `mutants:${path.join(PLACE, 'nextest.toml')}`);
    const change = number === undefined ? {} : { CHANGE: String(number) };
    try {
      await cargo(words, { env: { ...env, ...change, RUST_MIN_STACK: String(32 << 20) } });
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      if (/^ *(?:FAIL|TIMEOUT|SIG\w+|TERM\w*|ABORT|LEAK-FAIL)/m.test(error.output)) return true;
      throw error;
    }
  }
  return false;
}

async function main() {
  for (const tool of ['cargo-mutants', 'cargo-nextest'])
    if (!onPath(tool)) throw new Error(`${tool} is missing: cargo install --locked ${tool}`);
  mkdirSync(PLACE, { recursive: true });
  const all = await changes();
  if (all.length === 0) throw new Error('There is nothing to change.');
  const faulty = await step(`${all.length} changes (cargo test --no-run)`, (say) =>
    build(all, say),
  );
  writeFileSync(path.join(PLACE, 'nextest.toml'), PATIENCE);
  const { withTestDatabase } = await import('./test-database.mjs');
  const survivors = await withTestDatabase(async (url) => {
    const env = { TEST_DATABASE_URL: url };
    if (await noticed(undefined, env)) throw new Error('The tests fail without any change.');
    const left = [];
    const tried = all.filter(({ number }) => !faulty.has(number));
    for (const [index, change] of tried.entries()) {
      const found = await noticed(change.number, env);
      if (!found) left.push(change);
      console.log(
        `${index + 1} of ${tried.length} ${found ? 'noticed' : 'SURVIVES'}: ${change.name}`,
      );
    }
    return left;
  });
  console.log(
    `\n${all.length} changes: ${all.length - faulty.size - survivors.length} noticed, ` +
      `${survivors.length} survive, ${faulty.size} do not compile.`,
  );
  for (const { name } of survivors) console.log(`survives: ${name}`);
  process.exit(survivors.length === 0 ? 0 : 1);
}

main().catch((error) => {
  console.error(error.message);
  process.exit(2);
});
