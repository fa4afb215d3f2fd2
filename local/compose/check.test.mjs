// `api check --deploy` on a deployment that is as it should be, and on the same one with each thing that can be wrong.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ELSEWHERE, FAULTS } from './faults.mjs';
import { Production, documentedChecks } from './production.mjs';

describe('a production deployment is checked', { concurrency: false }, () => {
  /** @type {Production} */
  let site;

  before(async () => {
    site = await Production.plan();
    await site.open();
  });
  after(async () => {
    if (process.env.COMPOSE_KEEP !== 'on') await site.forget();
  });

  test('what is as it should be is not complained of', async () => {
    const { ok, bad, checks } = await site.check({
      args: ['--send-test-mail-to', 'anna@compagnia-del-faro.it'],
    });
    assert.deepEqual(bad, [], JSON.stringify(bad.map((id) => checks[id])));
    assert.equal(ok, true);
    const untold = Object.values(checks).filter(({ outcome }) => outcome === 'untold');
    assert.ok(
      untold.every(({ id }) => id === 'azl.W071'),
      JSON.stringify(untold),
    );
    console.log(`check: ${Object.keys(checks).length} checks, none of them complains`);
  });

  test('people get a table and a sum', async () => {
    const said = await site.compose('run', '--rm', '-T', 'check');
    assert.match(said, /\d+ checks: 0 errors, [01] warnings/);
  });

  for (const { what, ids, check, plant } of FAULTS) {
    test(`${what}: ${ids.join(', ')}`, async () => {
      const mend = await plant?.(site);
      try {
        const { ok, bad, checks } = await site.check(check);
        assert.deepEqual(bad, [...ids].sort(), JSON.stringify(bad.map((id) => checks[id])));
        assert.equal(ok, !ids.some((id) => id.startsWith('azl.E')), 'errors end with a status');
        for (const id of ids) assert.ok(checks[id].detail && checks[id].remedy, id);
      } finally {
        await mend?.();
      }
    });
  }

  test('every check that is documented was seen to complain', async () => {
    const seen = new Set([...FAULTS.flatMap(({ ids }) => ids), ...ELSEWHERE]);
    assert.deepEqual([...seen].sort(), documentedChecks().sort());
    console.log(`check: ${FAULTS.length} faults planted, ${seen.size} checks`);
  });

  test('with everything mended it is green again', async () => {
    const { ok, bad, checks } = await site.check();
    assert.deepEqual(bad, [], JSON.stringify(bad.map((id) => checks[id])));
    assert.equal(ok, true);
  });
});
