// The site's headers, scored as MDN's HTTP Observatory scores them.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { Edge, edgeHere } from '../edge.mjs';
import { score } from '../observatory.mjs';
import { checkout, keepsake, removeTree } from '../place.mjs';

describe('the headers of the site', { skip: edgeHere() ? false : 'nginx is not installed' }, () => {
  const name = 'tickets.example.org';
  let directory;
  let edge;
  let site;

  before(async () => {
    mkdirSync(keepsake, { recursive: true });
    directory = mkdtempSync(path.join(keepsake, 'test-observatory-'));
    const webRoot = path.join(directory, 'web-app');
    mkdirSync(webRoot, { mode: 0o755 });
    const index = readFileSync(path.join(checkout, 'frontend', 'src', 'index.html'));
    writeFileSync(path.join(webRoot, 'index.html'), index);
    edge = await Edge.plan({ directory: path.join(directory, 'edge'), webRoot, apiPort: 9 });
    await edge.start();
    site = {
      name,
      ...(await edge.ask('/')),
      plain: await edge.ask('/', { plain: true }),
      foreign: await edge.ask('/', { headers: { Origin: 'https://evil.example' } }),
    };
  });
  after(async () => {
    await edge?.stop();
    removeTree(directory);
  });

  test('score 120 or more', () => {
    const { results, score: points } = score(site);
    for (const { rule, points, result } of results) console.log(`${points}\t${rule}: ${result}`);
    assert.ok(points >= 120, `${points} points: ${JSON.stringify(results, undefined, 1)}`);
  });

  test('would score less without any one of them', () => {
    for (const header of [
      'content-security-policy',
      'referrer-policy',
      'strict-transport-security',
      'x-content-type-options',
      'cross-origin-resource-policy',
    ]) {
      const headers = { ...site.headers, [header]: undefined };
      assert.ok(score({ ...site, headers }).score < score(site).score, header);
    }
  });

  test('are on every page, also those that refuse', async () => {
    for (const where of ['/no-such-page', '/no-such.js', '/api/shows', '/staff']) {
      const { headers, text } = await edge.ask(where);
      assert.ok(score({ ...site, headers, text }).score >= 120, where);
    }
  });
});
