import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CommandFailed, run } from './command.mjs';
import { onPath } from './machine.mjs';
import { PACKAGE_FOLDERS, installPackages, packagesAreCurrent } from './packages.mjs';
import { checkout } from './place.mjs';
import { step } from './progress.mjs';

const FRONTEND = path.join(checkout, 'frontend');

/** Everything that must be there before the stack can start: packages, the web app, the programs. */
export async function buildAll() {
  if (!onPath('cargo')) throw new Error('cargo is missing: install Rust with rustup (rustup.rs).');
  // A failure of one is told when the other has ended too, so that nothing goes on behind the message.
  const outcomes = await Promise.allSettled([
    buildPrograms(),
    installAllPackages().then(buildWebApp),
  ]);
  const failed = outcomes.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

export async function installAllPackages() {
  for (const folder of PACKAGE_FOLDERS.filter((folder) => !packagesAreCurrent(folder))) {
    await step(`JavaScript packages of ${folder}/`, () => installPackages(folder));
  }
}

/** Builds API, worker and migration, as the tests build them. */
export async function buildPrograms() {
  await step('programs (cargo build)', async (say) => {
    // Cargo draws its counter for terminals only, unless asked; we pick the numbers out of the drawing.
    const env = {
      CARGO_TERM_PROGRESS_WHEN: 'always',
      CARGO_TERM_PROGRESS_WIDTH: '80',
      CARGO_TERM_COLOR: 'never',
    };
    const onText = (text) => {
      const counters = [...text.matchAll(/(\d+)\/(\d+)/g)];
      if (counters.length > 0) say(`crate ${counters.at(-1)[1]} of ${counters.at(-1)[2]}`);
    };
    try {
      await run('cargo', ['build', '--workspace', '--bins', '--locked'], {
        cwd: checkout,
        env,
        onText,
      });
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      throw new Error(`cargo build failed:\n${withoutProgress(error.output)}`);
    }
  });
}

/** Builds the web app unless the last build was of the very same files. */
export async function buildWebApp() {
  const stamp = path.join(FRONTEND, 'dist', '.built-from');
  const sources = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === sources) return;
  await step('web app (npm run build)', () => run('npm', ['run', 'build'], { cwd: FRONTEND }));
  writeFileSync(stamp, sources);
}

/** The directory that holds `index.html` of the built web app. */
export function webRoot() {
  const dist = path.join(FRONTEND, 'dist');
  const places = existsSync(dist) ? readdirSync(dist, { recursive: true }) : [];
  const index = places.find((place) => path.basename(place) === 'index.html');
  if (!index) throw new Error('The web app is not built: `npm run build` in frontend/.');
  return path.dirname(path.join(dist, index));
}

/** The directory with the built programs. */
export async function programDirectory() {
  const metadata = await run(
    'cargo',
    ['metadata', '--no-deps', '--format-version', '1', '--locked'],
    { cwd: checkout },
  );
  return path.join(JSON.parse(metadata.slice(metadata.indexOf('{'))).target_directory, 'debug');
}

function fingerprint() {
  const notSource = /^(?:node_modules|dist|e2e|\.angular)(?:\/|$)|\.spec\.ts$/;
  const hash = createHash('sha256');
  const walk = (directory) => {
    for (const entry of readdirSync(directory, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const file = path.join(directory, entry.name);
      const relative = path.relative(FRONTEND, file);
      if (notSource.test(relative)) continue;
      if (entry.isDirectory()) walk(file);
      else hash.update(`${relative} ${statSync(file).size} ${statSync(file).mtimeMs}\n`);
    }
  };
  walk(FRONTEND);
  return hash.digest('hex');
}

/** What cargo said about the code, without its drawing and its lists of crates. */
function withoutProgress(output) {
  return output
    .split(/[\r\n]+/)
    .filter(
      (line) =>
        !/^\s*(?:Building \[|Compiling |Downloaded |Downloading |Fresh |Blocking )/.test(line),
    )
    .join('\n')
    .trimEnd();
}
