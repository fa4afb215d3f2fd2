// After a build: packs src/opening with the names of the bundles that pages need beyond the first, and has index.html
// load it before all else.
//
//   node scripts/add-opening.mjs [dist]

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { build } from 'esbuild';

import { bundleGraph } from './bundle-graph.mjs';

/** Of each bundle, by the name that src/opening/plan.ts gives it, the module that only it holds. */
const BUNDLES = {
  'booking-page': 'src/app/visitor/booking/booking-page.ts',
  'check-mail-page': 'src/app/visitor/check-mail/check-mail-page.ts',
  'confirm-page': 'src/app/visitor/confirm/confirm-page.ts',
  'privacy-page': 'src/app/visitor/privacy/privacy-page.ts',
  'ticket-page': 'src/app/visitor/ticket/ticket-page.ts',
  en: 'src/i18n/en.json',
};

const dist = process.argv[2] ?? 'dist';
const index = path.join(dist, 'browser', 'index.html');
const { bundleOf, withStatic } = await bundleGraph(dist);

const first = withStatic([bundleOf('src/main.ts')]);
const files = {};
for (const [name, entryPoint] of Object.entries(BUNDLES)) {
  const file = bundleOf(entryPoint);
  if (!file) {
    throw new Error(`${entryPoint} is no bundle of its own`);
  }
  files[name] = [...withStatic([file])].filter((needed) => !first.has(needed));
}

const packed = await build({
  entryPoints: ['src/opening/opening.ts'],
  bundle: true,
  define: { PAGE_BUNDLES: JSON.stringify(files) },
  format: 'iife',
  minify: true,
  target: 'es2022',
  write: false,
});
const [{ contents }] = packed.outputFiles;
const hash = createHash('sha256').update(contents).digest('hex').slice(0, 8).toUpperCase();
const name = `opening-${hash}.js`;
await writeFile(path.join(dist, 'browser', name), contents);

const page = await readFile(index, 'utf8');
const withOpening = page.replace(
  '<link rel="stylesheet"',
  `<script src="${name}" async fetchpriority="high"></script>$&`,
);
if (withOpening === page) {
  throw new Error('index.html has no place for the opening');
}
await writeFile(index, withOpening);
