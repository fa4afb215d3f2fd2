// `make fonts`: the typefaces of the web app, cut from those of the packages in frontend/package.json to the letters that
// Italian, English and the names of Europe need, and to the weights that the pages use. The tool is pinned and so are the
// packages: the same files come out each time. What comes out is committed (frontend/src/fonts).
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { installAllPackages } from './build.mjs';
import { run } from './command.mjs';
import { checkout } from './place.mjs';
import { print } from './progress.mjs';
import { pythonTool } from './python-tool.mjs';

const TOOL = 'fonttools==4.68.0 brotli==1.2.1';
const PACKAGES = path.join(checkout, 'frontend', 'node_modules', '@fontsource-variable');
const FONTS = path.join(checkout, 'frontend', 'src', 'fonts');

/** A browser fetches the second only for a page with a letter of it: Čechov, Łódź. */
const LETTERS = {
  latin: [
    ...['U+0020-007E', 'U+00A0-00FF', 'U+0131', 'U+0152-0153', 'U+02C6', 'U+02DA', 'U+02DC'],
    ...['U+2013-2014', 'U+2018-201A', 'U+201C-201E', 'U+2022', 'U+2026', 'U+2039-203A', 'U+2044'],
    ...['U+20AC', 'U+2122', 'U+2191', 'U+2193', 'U+2212'],
  ],
  'latin-ext': [
    ...['U+0100-0130', 'U+0132-0151', 'U+0154-017F', 'U+0218-021B', 'U+1E80-1E85', 'U+1E9E'],
    'U+1EF2-1EF3',
  ],
};

/** Kerning, accents, ligatures, and the figures that styles ask for. */
const FEATURES = ['ccmp', 'kern', 'liga', 'lnum', 'locl', 'mark', 'mkmk', 'pnum', 'tnum'];

/** Copyright, names, version and licence: who has the file alone still knows whose it is. */
const NAMES = [0, 1, 2, 3, 4, 5, 6, 13, 14];

/** The display face has one weight: a second one would be as heavy again. */
const CUTS = [
  { family: 'Bodoni Moda', source: 'bodoni-moda', style: 'normal', weight: 500 },
  { family: 'Bodoni Moda', source: 'bodoni-moda', style: 'italic', weight: 400 },
  { family: 'Instrument Sans', source: 'instrument-sans', style: 'normal', weight: undefined },
];

async function make() {
  await installAllPackages();
  const fonttools = await pythonTool('fonttools', TOOL);
  if (!fonttools) throw new Error(`${TOOL} cannot be had from PyPI`);
  const workshop = mkdtempSync(path.join(os.tmpdir(), 'azionelab-fonts-'));
  try {
    const rules = [];
    for (const cut of CUTS) {
      // The rarer letters first: where ranges overlap, the last rule wins.
      for (const letters of ['latin-ext', 'latin'])
        rules.push(await face(fonttools, workshop, cut, letters));
    }
    const sheet = path.join(FONTS, 'typefaces.css');
    writeFileSync(sheet, [HEAD, ...rules].join('\n'));
    await run('npx', ['prettier', '--write', sheet], { cwd: path.join(checkout, 'frontend') });
  } finally {
    rmSync(workshop, { recursive: true, force: true });
  }
  for (const source of new Set(CUTS.map((cut) => cut.source)))
    copyFileSync(path.join(PACKAGES, source, 'LICENSE'), path.join(FONTS, `${source}-OFL.txt`));
}

const HEAD = '/* Written by `make fonts` (local/fonts.mjs). */\n';

/** Cuts one file, and answers the rule that names it to a browser. */
async function face(fonttools, workshop, { family, source, style, weight }, letters) {
  const name = [source, style === 'italic' && 'italic', letters].filter(Boolean).join('-');
  let whole = path.join(PACKAGES, source, 'files', `${source}-${letters}-wght-${style}.woff2`);
  if (weight !== undefined) {
    const pinned = path.join(workshop, `${name}.ttf`);
    await run(fonttools, [
      ...['varLib.instancer', whole, `wght=${weight}`],
      ...['--no-recalc-timestamp', '--quiet', '--output', pinned],
    ]);
    whole = pinned;
  }
  await run(fonttools, [
    ...['subset', whole, `--unicodes=${LETTERS[letters].join(',')}`],
    ...[`--layout-features=${FEATURES.join(',')}`, `--name-IDs=${NAMES.join(',')}`],
    ...['--flavor=woff2', '--no-hinting', `--output-file=${path.join(FONTS, `${name}.woff2`)}`],
  ]);
  print(`${name}.woff2`);
  return `@font-face {
  font-family: '${family}';
  font-style: ${style};
  font-weight: 400 700;
  font-display: swap;
  src: url('./${name}.woff2') format('woff2');
  unicode-range: ${LETTERS[letters].join(', ')};
}
`;
}

make().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
