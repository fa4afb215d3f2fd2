import type { Locator } from '@playwright/test';

import type { Office } from '../stage/office';
import { expect, test } from '../stage/story';
import { hang } from './gallery';

const ROOMS: readonly { name: string; address: string; ready: (office: Office) => Locator }[] = [
  { name: 'queue', address: '/manage/queue', ready: (office) => office.byId('queue').first() },
  { name: 'emails', address: '/manage/emails', ready: (office) => office.byId('email').first() },
  {
    name: 'audit-log',
    address: '/manage/audit-log',
    ready: (office) => office.byId('act').first(),
  },
  { name: 'company', address: '/manage/company', ready: (office) => office.byId('company-form') },
  { name: 'privacy', address: '/manage/privacy', ready: (office) => office.byId('person-form') },
];

for (const { width, height } of [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
]) {
  test(`the machine room and the house, ${width} wide`, async ({ office }) => {
    test.slow();
    await office.page.setViewportSize({ width, height });
    await office.page.emulateMedia({ colorScheme: 'light' });
    for (const { name, address, ready } of ROOMS) {
      await office.open(address);
      await expect(ready(office)).toBeVisible();
      await hang(office.page, `office/${name}-${width}`);
    }
  });
}
