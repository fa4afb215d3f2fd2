// `make fuzz-api`: schemathesis sends the API what the OpenAPI documents allow and what they forbid, on a throw-away
// database, and holds each answer against them. SEED chooses what is sent; EXAMPLES is how many requests at random each
// operation gets beside its edges.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPrograms, programDirectory } from './build.mjs';
import { CommandFailed, run } from './command.mjs';
import { checkout, keepsake } from './place.mjs';
import { freePort } from './ports.mjs';
import { elapsed } from './progress.mjs';
import { pythonTool } from './python-tool.mjs';

const PACKAGE = 'schemathesis==4.32.5';
const DATABASE = 'azionelab';
const DIRECTORY = path.join(keepsake, 'fuzz');
const SETTINGS = path.join(checkout, 'local', 'fuzz');

/** Which document is tried, and as whom (local/fuzz/hooks.py knows them). */
const RUNS = [
  { document: 'visitors-staff', who: 'nobody' },
  { document: 'visitors-staff', who: 'staff' },
  { document: 'visitors-staff', who: 'token' },
  { document: 'admin', who: 'nobody' },
  { document: 'admin', who: 'admin' },
  { document: 'admin', who: 'token' },
];

const WHOLE = { runs: RUNS, phases: 'examples,coverage,fuzzing,stateful', examples: 60 };

/** What `make test` has time for. */
const BRIEF = {
  runs: RUNS.filter(({ who, document }) => who === (document === 'admin' ? 'admin' : 'staff')),
  phases: 'fuzzing,stateful',
  examples: 5,
};

/**
 * Tries the API. Each run without a finding counts as passed; all is skipped, with a note, where schemathesis cannot be
 * had.
 * @param {typeof WHOLE} plan
 * @returns {Promise<import('./counts.mjs').Counts & {note: string}>}
 */
async function fuzz({ runs, phases, examples }) {
  const program = await pythonTool('schemathesis', PACKAGE);
  if (!program)
    return { passed: 0, failed: 0, skipped: 1, note: `${PACKAGE} cannot be had from PyPI` };
  // Not before: these need packages that may have only now been installed.
  const { withTestDatabase } = await import('./test-database.mjs');
  return withTestDatabase(async (_url, server) => {
    const house = await open(server);
    try {
      const results = [];
      for (const { document, who } of runs) {
        const since = Date.now();
        const outcome = await tryOut(program, house, {
          document,
          who,
          phases,
          examples: Number(process.env.EXAMPLES || examples),
        });
        results.push(outcome);
        console.log(`${document} as ${who}: ${outcome.cases} cases, ${elapsed(since)}`);
      }
      return summary(results, house.complaints);
    } finally {
      await house.api.stop();
    }
  });
}

export function fuzzBriefly() {
  return fuzz(BRIEF);
}

/** A season to play with and the API in front of it. The worker does not run: nothing is mailed. */
async function open(server) {
  const { Programs } = await import('./programs.mjs');
  const { secretsOf } = await import('./secrets.mjs');
  rmSync(DIRECTORY, { recursive: true, force: true });
  const { databasePassword, demoPassword, tokenKeysFile } = secretsOf(DIRECTORY);
  await server.database(DATABASE, databasePassword);
  const port = await freePort(0);
  const complaints = [];
  const programs = new Programs({
    directory: await programDirectory(),
    logDirectory: path.join(DIRECTORY, 'logs'),
    databaseUrl: server.ownerUrl(DATABASE, databasePassword),
    siteUrl: `http://localhost:${port}`,
    tokenKeysFile,
    onWarning: (_name, line) => line.includes('ERROR') && complaints.push(line),
  });
  await programs.migrate();
  await programs.seed(demoPassword);
  const api = programs.api({
    port,
    internalPort: await freePort(0),
    rateLimits: 'off',
    front: {},
  });
  await api.start();
  return { api, url: `http://127.0.0.1:${port}`, password: demoPassword, complaints };
}

async function tryOut(program, house, { document, who, phases, examples }) {
  const args = [
    ...['--config-file', path.join(SETTINGS, 'schemathesis.toml'), 'run', '--no-color'],
    ...['--url', house.url, '--phases', phases, '--max-examples', String(examples)],
    ...['--seed', process.env.SEED || '20260516', '--generation-database', 'none'],
    path.join(checkout, 'openapi', `${document}.json`),
  ];
  const env = {
    FUZZ_AS: who,
    FUZZ_URL: house.url,
    FUZZ_PASSWORD: house.password,
    SCHEMATHESIS_HOOKS: path.join(SETTINGS, 'hooks.py'),
    PYTHONDONTWRITEBYTECODE: '1',
  };
  try {
    const said = await run(program, args, { cwd: DIRECTORY, env });
    return { ok: true, cases: casesOf(said) };
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    console.log(error.output);
    return { ok: false, cases: casesOf(error.output) };
  }
}

/** `  Test cases: 1234 generated, 5 found 2 unique failures`. */
function casesOf(output) {
  return Number(/^\s*Test cases:\s*\n?\s*(\d+) generated/m.exec(output)?.[1] ?? 0);
}

function summary(results, complaints) {
  for (const line of complaints) console.log(line);
  const cases = results.reduce((sum, result) => sum + result.cases, 0);
  const good = results.filter(({ ok, cases }) => ok && cases > 0).length;
  const failed = results.length - good + (complaints.length > 0 ? 1 : 0);
  return { passed: good, failed, skipped: 0, note: `${cases} requests made up` };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await buildPrograms();
    const { passed, failed, note } = await fuzz(WHOLE);
    console.log(`${passed} runs without a finding, ${failed} with; ${note}`);
    process.exit(failed === 0 ? 0 : 1);
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
