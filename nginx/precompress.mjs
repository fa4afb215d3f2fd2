// Packs the built web app once, as well as it can be packed, so that nginx need not do it for each visitor:
//   node nginx/precompress.mjs DIRECTORY
// `a.js` gets `a.js.gz` beside it (gzip_static) and `.br/a.js` (site.conf.template). Files that gain nothing get neither.
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const PACKED = /\.(?:js|css|svg|json|webmanifest|wasm|txt)$/;
const SMALLEST = 1024;
/** What remains, at most, of a file worth keeping twice. */
const WORTH = 0.9;

const root = process.argv[2];
if (!root || !statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
  console.error('usage: node nginx/precompress.mjs DIRECTORY');
  process.exit(2);
}

let files = 0;
const bytes = { plain: 0, gzip: 0, brotli: 0 };
for (const name of readdirSync(root, { recursive: true })) {
  const file = path.join(root, name);
  if (!PACKED.test(name) || name.startsWith('.br') || !statSync(file).isFile()) continue;
  const plain = readFileSync(file);
  if (plain.length < SMALLEST) continue;
  const gzip = gzipSync(plain, { level: 9 });
  const brotli = brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
  if (gzip.length > plain.length * WORTH) continue;
  writeFileSync(`${file}.gz`, gzip);
  const twin = path.join(root, '.br', name);
  mkdirSync(path.dirname(twin), { recursive: true });
  writeFileSync(twin, brotli);
  files += 1;
  bytes.plain += plain.length;
  bytes.gzip += gzip.length;
  bytes.brotli += brotli.length;
}
console.log(
  `${files} files: ${bytes.plain} bytes, ${bytes.gzip} as gzip, ${bytes.brotli} as Brotli`,
);
