// After a build: proves that nothing of the staff area is in what a visitor's routes can load, and that the first visit
// stays small. Reads the graph of bundles that the build writes beside them.
//
//   node scripts/check-bundles.mjs [dist]

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

import { bundleGraph } from './bundle-graph.mjs';

/** What only the house may download. */
const STAFF_SOURCES = [
  /^src\/app\/(?:staff|manage|session)\//,
  /^src\/i18n\/(?:staff|manage|session)\//,
  /^node_modules\/zxing-wasm\//,
];

// Budgets in bytes, packed with Brotli as nginx/precompress.mjs packs them for visitors. They are a little above what there
// is: who needs more says so here. What has been tried to need less is in docs/performance-pages.md.

/** Of the scripts that index.html loads: enough to use the season's and the shows' pages in Italian. */
const MOST_SCRIPTS_AT_FIRST = 114_000;

/** Of the styles that index.html loads. */
const MOST_STYLES_AT_FIRST = 5_000;

/** Of any single page of a visitor, scripts and styles together. */
const MOST_IN_ALL = 170_000;

const dist = process.argv[2] ?? 'dist';
const { outputs, importsOf, bundleOf, withStatic } = await bundleGraph(dist);
const faults = [];

const nameOf = (file) => outputs[file]?.entryPoint ?? file;
const isStaff = (source) => STAFF_SOURCES.some((pattern) => pattern.test(source));

const main = bundleOf('src/main.ts');
const styles = Object.keys(outputs).filter((file) => /^styles-.*\.css$/.test(file));
if (!main || styles.length === 0) {
  throw new Error(`${dist}/browser-stats.json tells nothing of src/main.ts and the styles`);
}

// A visitor's browser goes everywhere but through the doors of the staff area.
const visited = new Set();
const doors = new Set();
const pages = new Set();
const open = [main];
while (open.length > 0) {
  for (const file of withStatic([open.pop()])) {
    if (visited.has(file)) {
      continue;
    }
    visited.add(file);
    for (const target of importsOf(file, 'dynamic-import')) {
      const name = nameOf(target);
      if (isStaff(name)) {
        doors.add(name);
      } else {
        pages.add(target);
        open.push(target);
      }
    }
  }
}

for (const file of visited) {
  const staffOnly = Object.keys(outputs[file].inputs).filter(isStaff);
  if (staffOnly.length > 0) {
    faults.push(`visitors download ${file} with ${staffOnly.join(', ')}`);
  }
}

// Had the staff area moved elsewhere, all of the above would hold of nothing.
for (const expected of [
  'src/app/staff/staff.routes.ts',
  'src/i18n/staff/it.json',
  'src/app/manage/manage.routes.ts',
  'src/i18n/manage/it.json',
]) {
  if (!doors.has(expected)) {
    faults.push(`${expected} is no bundle of its own`);
  }
}
const scanner = Object.values(outputs).filter(({ inputs }) =>
  Object.keys(inputs).some((source) => source.includes('/zxing-wasm/')),
);
if (scanner.length === 0) {
  faults.push('the scanner is in no bundle');
}

const packed = new Map();
async function sizeOf(files) {
  let size = 0;
  for (const file of files) {
    if (!packed.has(file)) {
      const content = await readFile(path.join(dist, 'browser', file));
      const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
      packed.set(file, brotliCompressSync(content, { params }).byteLength);
    }
    size += packed.get(file);
  }
  return size;
}

/** What index.html names, and all that it imports at once. */
async function namedByIndex() {
  const index = await readFile(path.join(dist, 'browser', 'index.html'), 'utf8');
  const named = [
    ...index.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+\.(?:js|css))"/g),
  ];
  return withStatic(named.map(([, file]) => file).filter((file) => outputs[file]));
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const first = await namedByIndex();
for (const file of [main, ...styles]) {
  if (!first.has(file)) {
    faults.push(`index.html does not load ${file}`);
  }
}
// What scripts/add-opening.mjs has added after the build.
const opening = /<script src="(opening-[^"]+)"/.exec(
  await readFile(path.join(dist, 'browser', 'index.html'), 'utf8'),
)?.[1];
if (opening) {
  first.add(opening);
} else {
  faults.push('index.html does not load the opening');
}
const isScript = (file) => file.endsWith('.js');
for (const [what, files, most] of [
  ['scripts', [...first].filter(isScript), MOST_SCRIPTS_AT_FIRST],
  ['styles', [...first].filter((file) => !isScript(file)), MOST_STYLES_AT_FIRST],
]) {
  const size = await sizeOf(files);
  console.log(
    `A first visit begins with ${kilobytes(size)} of ${what} (at most ${kilobytes(most)}).`,
  );
  if (size > most) {
    faults.push(`a first visit begins with ${size} bytes of ${what}, more than ${most}`);
  }
}
for (const page of pages) {
  const name = nameOf(page);
  if (name.endsWith('-page.ts')) {
    const size = await sizeOf(new Set([...first, ...withStatic([page])]));
    console.log(`  ${kilobytes(size).padStart(9)}  ${path.basename(name, '.ts')}`);
    if (size > MOST_IN_ALL) {
      faults.push(`${name} takes ${size} bytes in all, more than ${MOST_IN_ALL}`);
    }
  }
}
console.log(`${visited.size} bundles are for visitors, ${doors.size} doors lead to the staff's.`);

for (const fault of faults) {
  console.error(fault);
}
process.exitCode = faults.length > 0 ? 1 : 0;
