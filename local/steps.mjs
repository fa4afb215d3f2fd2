// The steps of `make test`, in order. Each answers how many tests passed and failed, or throws.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { advisories } from './advisories.mjs';
import { buildAll, buildPrograms, installAllPackages } from './build.mjs';
import { cargoDeny } from './cargo-deny.mjs';
import { playRounds } from './chaos.mjs';
import { CommandFailed, run } from './command.mjs';
import {
  countCargo,
  countNextest,
  countNode,
  countPlaywright,
  countVitest,
  oneCheck,
  total,
} from './counts.mjs';
import { lintDeployment } from './deployment-lint.mjs';
import { fuzzBriefly } from './fuzz-api.mjs';
import { onPath } from './machine.mjs';
import { checkout } from './place.mjs';

const FRONTEND = path.join(checkout, 'frontend');

/** The local stack is formatted as the web app is, whose tools it borrows. */
const LOCAL_FORMAT = ['--config', '.prettierrc.json', '--ignore-path', '../.gitignore', '../local'];

/**
 * @typedef {object} Step
 * @property {string} name      as in STEPS
 * @property {string} title
 * @property {() => Promise<import('./counts.mjs').Counts & {note?: string}>} work
 */

/** @type {Step[]} */
export const STEPS = [
  { name: 'format', title: 'Rust format', work: () => check('cargo', ['fmt', '--all', '--check']) },
  {
    name: 'clippy',
    title: 'Rust lints (clippy)',
    work: () =>
      check('cargo', [
        'clippy',
        '--workspace',
        '--all-targets',
        '--locked',
        '--',
        '-D',
        'warnings',
      ]),
  },
  { name: 'deny', title: 'Licences and sources', work: cargoDeny },
  { name: 'advisories', title: 'Known vulnerabilities', work: advisories },
  { name: 'deployment', title: 'Deployment lints', work: lintDeployment },
  { name: 'local', title: 'Local stack and nginx', work: localTests },
  { name: 'rust', title: 'Rust tests', work: rustTests },
  { name: 'chaos', title: 'Faults (three rounds)', work: rounds },
  { name: 'doc', title: 'Rust documentation', work: rustDocumentation },
  { name: 'web-lint', title: 'Web app lints', work: () => check('npm', ['run', 'lint'], FRONTEND) },
  { name: 'web-format', title: 'JavaScript format', work: webFormat },
  { name: 'web-test', title: 'Web app tests', work: webTests },
  {
    name: 'web-build',
    title: 'Web app build',
    work: () => check('npm', ['run', 'build'], FRONTEND),
  },
  { name: 'openapi', title: 'OpenAPI documents', work: openapi },
  { name: 'fuzz-api', title: 'API against its documents', work: fuzzApi },
  { name: 'e2e', title: 'Browser tests', work: browserTests },
  { name: 'compose', title: 'Deployment with Docker Compose', work: composeTests },
];

/** A check without a number of its own: one that passes or throws. */
async function check(command, args, cwd = checkout) {
  await run(command, args, { cwd, onText: show });
  return oneCheck(true);
}

/** Runs a test runner and counts what it says, failing or not; one that ran no test has failed. */
async function count(counter, command, args, options = {}) {
  const failure = (counts) => ({ ...counts, failed: Math.max(counts.failed, 1) });
  try {
    const counts = counter(await run(command, args, { cwd: checkout, ...options, onText: show }));
    return counts.passed + counts.failed === 0
      ? { ...failure(counts), note: 'no test was run' }
      : counts;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    return { ...failure(counter(error.output)), note: error.message.split('\n')[0] };
  }
}

async function localTests() {
  const directory = path.join('local', 'test');
  const files = readdirSync(path.join(checkout, directory)).map((name) =>
    path.join(directory, name),
  );
  return count(countNode, process.execPath, ['--test', '--test-reporter=spec', ...files], {
    env: { NO_COLOR: '1' },
  });
}

async function rustTests() {
  await installAllPackages(); // the tests start the scriptable SMTP server
  // Not before: these need packages that may have only now been installed.
  const { withTestDatabase } = await import('./test-database.mjs');
  return withTestDatabase((url) => {
    const env = { TEST_DATABASE_URL: url };
    if (onPath('cargo-nextest')) {
      return count(
        countNextest,
        'cargo',
        ['nextest', 'run', '--workspace', '--locked', '--no-fail-fast'],
        { env },
      );
    }
    return count(
      countCargo,
      'cargo',
      ['test', '--workspace', '--all-targets', '--locked', '--no-fail-fast'],
      { env },
    );
  });
}

/** Few rounds, of another seed each time: the program says it, and how to see the same again. */
async function rounds() {
  return oneCheck(await playRounds({ ROUNDS: process.env.ROUNDS ?? '3' }));
}

/** Examples in the documentation run as tests, and its links lead somewhere. */
async function rustDocumentation() {
  await run('cargo', ['doc', '--workspace', '--no-deps', '--locked'], {
    cwd: checkout,
    env: { RUSTDOCFLAGS: '-D warnings' },
    onText: show,
  });
  const examples = countCargo(
    await run('cargo', ['test', '--workspace', '--doc', '--locked'], {
      cwd: checkout,
      onText: show,
    }),
  );
  return { ...examples, passed: examples.passed + 1 };
}

async function webFormat() {
  const app = await check('npm', ['run', 'format:check'], FRONTEND);
  return total([app, await check('npx', ['prettier', ...LOCAL_FORMAT, '--check'], FRONTEND)]);
}

async function webTests() {
  return count(countVitest, 'npm', ['test'], {
    cwd: FRONTEND,
    env: { NO_COLOR: '1', CI: process.env.CI ?? '1' },
  });
}

async function openapi() {
  await buildPrograms();
  return check(process.execPath, [path.join(checkout, 'local', 'openapi.mjs'), '--check']);
}

async function fuzzApi() {
  await installAllPackages(); // it starts a PostgreSQL
  await buildPrograms();
  return fuzzBriefly();
}

async function browserTests() {
  await buildAll();
  const { withBrowserStack } = await import('./e2e.mjs');
  const args = (process.env.E2E_ARGS ?? '').split(' ').filter(Boolean);
  return withBrowserStack((env) =>
    count(countPlaywright, 'npx', ['playwright', 'test', ...args], { cwd: FRONTEND, env }),
  );
}

/** Half an hour on two cores: only where it is wanted. */
async function composeTests() {
  const { buildImages, engineHere } = await import('./compose/deployment.mjs');
  const wanted = process.env.TEST_COMPOSE === 'on';
  if (!wanted || !(await engineHere())) {
    const note = wanted
      ? 'no Docker engine with Compose 2 here'
      : 'half an hour: TEST_COMPOSE=on, or make test-compose, where there is a Docker engine';
    console.log(note);
    return { passed: 0, failed: 0, skipped: 1, note };
  }
  await installAllPackages();
  await buildImages(show);
  const { composeShows } = await import('./compose/run.mjs');
  return composeShows(show);
}

function show(text) {
  process.stdout.write(text);
}
