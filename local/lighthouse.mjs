// `make lighthouse`: scores and bytes of the visitors' pages as a phone sees them, from a fresh running system behind nginx
// as a deployment starts it: the web app packed, over TLS and HTTP/2. Settings: BASE_URL and MAILBOX_URL measure a system
// that is running already; RUNS (3) measurements of each page, of which the median counts; LIGHTHOUSE_REPORTS names a
// folder for the full reports, CHROMIUM another browser than the machine's.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildAll, webRoot } from './build.mjs';
import { run } from './command.mjs';
import { Edge } from './edge.mjs';
import { installPackages, packagesAreCurrent } from './packages.mjs';
import { checkout, keepsake } from './place.mjs';
import { freePort } from './ports.mjs';
import { print, step } from './progress.mjs';
import { provision } from './provision.mjs';

const PACKAGES = 'local/lighthouse';

/** Of 100, in every category that is asked for. */
const LEAST = 95;

const BROWSER_FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The certificate of a machine that nobody vouches for.
  '--ignore-certificate-errors',
];

const EVERYTHING = ['performance', 'accessibility', 'best-practices', 'seo'];
/** Of pages that are one guest's own, search engines have nothing to find. */
const FOR_ONE_GUEST = ['performance', 'accessibility', 'best-practices'];

async function main() {
  const missing = await provision();
  if (missing.length > 0) throw new Error(`missing on this machine: ${missing.join(', ')}`);
  if (!packagesAreCurrent(PACKAGES)) await step('Lighthouse', () => installPackages(PACKAGES));
  const { BASE_URL, MAILBOX_URL, CHROMIUM } = process.env;
  if (BASE_URL && MAILBOX_URL) return measureAll({ BASE_URL, MAILBOX_URL, CHROMIUM });
  await buildAll();
  await run(process.execPath, [path.join(checkout, 'nginx', 'precompress.mjs'), webRoot()]);
  // Not before: it needs packages that have only now been installed.
  const { withBrowserStack } = await import('./e2e.mjs');
  const port = await freePort(0);
  // The API refuses to be told things by pages of another origin.
  const publicUrl = `https://localhost:${port}`;
  return withBrowserStack((env) => behindEdge({ ...env, PAGES_URL: publicUrl }, port, measureAll), {
    publicUrl,
  });
}

/** Has `work` see the pages through nginx as a container starts it, on `port`. */
async function behindEdge(env, port, work) {
  const edge = await Edge.plan({
    directory: path.join(keepsake, 'lighthouse'),
    webRoot: webRoot(),
    apiPort: Number(env.API_PORT),
    settings: { PUBLIC_URL: 'https://localhost', TLS_PORT: String(port), RATE_LIMITS: 'off' },
  });
  try {
    await edge.start();
    return await work(env);
  } finally {
    await edge.stop();
  }
}

/**
 * Measures every page and prints the table.
 * @param {Record<string, string | undefined>} env   BASE_URL, MAILBOX_URL, CHROMIUM; PAGES_URL where pages have another origin
 * @returns {Promise<import('./counts.mjs').Counts>} one check for each page
 */
async function measureAll(env) {
  const { measure } = await import('./lighthouse/browser.mjs');
  const { visitorPages } = await import('./lighthouse/pages.mjs');
  const runs = Number(process.env.RUNS || 3);
  const browser = {
    program: process.env.CHROMIUM || env.CHROMIUM || undefined,
    flags: BROWSER_FLAGS,
  };
  const rows = [];
  const { BASE_URL, MAILBOX_URL, PAGES_URL = BASE_URL } = env;
  for (const { name, path: where, ofOneGuest } of await visitorPages(BASE_URL, MAILBOX_URL)) {
    const url = `${PAGES_URL}${where}`;
    const categories = ofOneGuest ? FOR_ONE_GUEST : EVERYTHING;
    await step(name, async (say) => {
      const results = [];
      for (let round = 1; round <= runs; round += 1) {
        say(`${round} of ${runs}`);
        results.push(await measure(browser, url, categories));
      }
      const result = median(results);
      keep(name, result);
      rows.push({ name, ...figuresOf(result, categories) });
    });
  }
  return report(rows);
}

/** The result whose performance is the middle one: a busy machine makes single ones wander. */
function median(results) {
  const sorted = results.toSorted(
    (one, other) => one.categories.performance.score - other.categories.performance.score,
  );
  return sorted[Math.floor(sorted.length / 2)];
}

function figuresOf({ categories, audits }, wanted) {
  const requests = audits['network-requests'].details.items;
  const sent = (type) =>
    requests
      .filter(({ resourceType }) => type === undefined || resourceType === type)
      .reduce((sum, { transferSize }) => sum + transferSize, 0);
  return {
    scores: Object.fromEntries(
      wanted.map((name) => [name, Math.round(categories[name].score * 100)]),
    ),
    seconds: ['first-contentful-paint', 'largest-contentful-paint', 'speed-index'].map((name) =>
      (audits[name].numericValue / 1000).toFixed(1),
    ),
    blocked: Math.round(audits['total-blocking-time'].numericValue),
    shift: audits['cumulative-layout-shift'].numericValue.toFixed(3),
    kilobytes: [sent('Script'), sent('Font'), sent('Image'), sent()].map((bytes) =>
      (bytes / 1000).toFixed(0),
    ),
    requests: requests.length,
    faults: wanted.flatMap((name) =>
      categories[name].auditRefs
        .filter(({ id, weight }) => weight > 0 && (audits[id].score ?? 1) < 0.9)
        .map(({ id }) => id),
    ),
  };
}

function report(rows) {
  const heading = [
    ...['', 'perf', 'a11y', 'best', 'seo', 'FCP s', 'LCP s', 'SI s', 'TBT ms', 'CLS'],
    ...['JS kB', 'fonts', 'images', 'all kB', 'requests'],
  ];
  const table = rows.map(({ name, scores, seconds, blocked, shift, kilobytes, requests }) => [
    name,
    ...EVERYTHING.map((category) => scores[category] ?? '–'),
    ...[...seconds, blocked, shift, ...kilobytes, requests],
  ]);
  const widths = heading.map((_, column) =>
    Math.max(...[heading, ...table].map((row) => String(row[column]).length)),
  );
  for (const row of [heading, ...table]) {
    const cells = row.map((cell, column) =>
      column === 0 ? String(cell).padEnd(widths[0]) : String(cell).padStart(widths[column]),
    );
    print(cells.join('  '));
  }
  const low = rows.filter(({ scores }) => Object.values(scores).some((score) => score < LEAST));
  for (const { name, faults } of low) print(`${name}: below ${LEAST} (${faults.join(', ')})`);
  return { passed: rows.length - low.length, failed: low.length, skipped: 0 };
}

function keep(name, result) {
  const directory = process.env.LIGHTHOUSE_REPORTS;
  if (!directory) return;
  mkdirSync(directory, { recursive: true });
  writeFileSync(path.join(directory, `${name}.json`), JSON.stringify(result));
}

main().then(
  ({ failed }) => process.exit(failed === 0 ? 0 : 1),
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
