import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

import { remembered } from '../stage/ledger';
import { logDirectory } from '../stage/surroundings';
import { expect, test } from '../stage/story';

const ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;

/** A confirmation or ticket token: 256 bits in base64url, alone or behind a `#`. */
const TOKEN = /(?<![\w-])[\w-]{43}(?![\w-])/;

interface Line {
  readonly where: string;
  readonly text: string;
}

test('the logs of the whole run name nobody and give nothing away', async ({ request }) => {
  const directory = logDirectory();
  test.skip(directory === undefined, 'the logs are not at hand: E2E_LOG_DIR is not set');

  const known = remembered();
  expect(known.length, 'secrets that the run has used').toBeGreaterThan(10);

  // A line that is certain to be written last shows that the logs are those of this run, and complete.
  const mark = `mark-${randomUUID()}`;
  await request.get('/api/shows', { headers: { 'X-Request-Id': mark } });
  let lines: Line[] = [];
  await expect
    .poll(async () => {
      lines = await linesOf(directory ?? '');
      return lines
        .filter(({ text }) => text.includes(mark))
        .map(({ where }) => path.parse(where).name);
    })
    .toContain('api');

  const leaks: string[] = [];
  for (const { where, text } of lines) {
    const lowerCase = text.toLowerCase();
    for (const secret of known) {
      if (lowerCase.includes(secret.text.toLowerCase())) {
        leaks.push(`${where}: a ${secret.kind}`);
      }
    }
    if (ADDRESS.test(text)) {
      leaks.push(`${where}: something like an address`);
    }
    if (TOKEN.test(text)) {
      leaks.push(`${where}: something like a token`);
    }
  }
  expect(leaks).toEqual([]);
});

async function linesOf(directory: string): Promise<Line[]> {
  const files = (await readdir(directory)).filter((name) => name.endsWith('.log'));
  const texts = await Promise.all(
    files.map(async (name) => ({ name, text: await readFile(path.join(directory, name), 'utf8') })),
  );
  return texts.flatMap(({ name, text }) =>
    text.split('\n').map((line, index) => ({ where: `${name}:${index + 1}`, text: line })),
  );
}
