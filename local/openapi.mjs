// The documents in openapi/ and the web app's types come from the code. Written anew; with --check, compared only.
import { mkdtempSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildPrograms, installAllPackages, programDirectory } from './build.mjs';
import { run } from './command.mjs';
import { checkout } from './place.mjs';

const DOCUMENTS = path.join(checkout, 'openapi');
const FRONTEND = path.join(checkout, 'frontend');
const TYPES = ['core/api/schema.d.ts', 'manage/api/schema.d.ts'].map((file) =>
  path.join(FRONTEND, 'src', 'app', file),
);

/** Writes the documents; the API must be built. */
async function write(directory) {
  await run(path.join(await programDirectory(), 'api'), ['openapi', '--out', directory]);
}

async function generateTypes() {
  await run('npm', ['run', 'generate:api'], { cwd: FRONTEND });
}

/** @returns {Promise<string[]>} the files that differ from what the code says */
async function drift() {
  const fresh = mkdtempSync(path.join(os.tmpdir(), 'azionelab-openapi-'));
  try {
    await write(fresh);
    const names = new Set(
      [...readdirSync(fresh), ...readdirSync(DOCUMENTS)].filter((name) => name.endsWith('.json')),
    );
    const differing = [...names].filter(
      (name) => text(path.join(fresh, name)) !== text(path.join(DOCUMENTS, name)),
    );
    return [...differing.map((name) => `openapi/${name}`), ...(await typesDrift())];
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** The generator writes in place only: what was there is put back. */
async function typesDrift() {
  const before = TYPES.map(text);
  try {
    await generateTypes();
    return TYPES.filter((file, which) => text(file) !== before[which]).map((file) =>
      path.relative(checkout, file),
    );
  } finally {
    TYPES.forEach((file, which) => {
      if (before[which] !== undefined) writeFileSync(file, before[which]);
    });
  }
}

function text(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

try {
  if (process.argv.includes('--check')) {
    const files = await drift();
    for (const file of files)
      console.error(`${file} is not what the code says: \`make openapi\` writes it anew.`);
    process.exit(files.length === 0 ? 0 : 1);
  }
  await Promise.all([buildPrograms(), installAllPackages()]);
  await write(DOCUMENTS);
  await generateTypes();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
