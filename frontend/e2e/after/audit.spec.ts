import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { actsOf } from '../stage/records';
import { logDirectory } from '../stage/surroundings';
import { expect, test } from '../stage/story';

interface Request {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly request_id: string;
}

test('every change that the office made in the whole run is in the audit log, with who made it', async () => {
  const directory = logDirectory();
  test.skip(directory === undefined, 'the logs are not at hand: E2E_LOG_DIR is not set');
  const log = await readFile(path.join(directory ?? '', 'access.log'), 'utf8');
  const changes = log
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Request)
    .filter(
      ({ method, path: address, status }) =>
        method !== 'GET' && method !== 'HEAD' && address.startsWith('/admin/') && status < 300,
    );
  expect(changes.length, 'changes that the stories made').toBeGreaterThan(20);

  const acts = await actsOf(changes.map(({ request_id }) => request_id));
  const told = new Map(acts.map((act) => [act.request_id, act]));
  const untold = changes
    .filter(({ request_id }) => {
      const act = told.get(request_id);
      return act?.actor !== 'staff' || act.role !== 'admin';
    })
    .map(({ method, path: address, status }) => `${method} ${address} ${status}`);
  expect(untold, 'changes of which the log does not say that an administrator made them').toEqual(
    [],
  );
});
