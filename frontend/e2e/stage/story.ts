import path from 'node:path';

import { type Page, test as base, expect } from '@playwright/test';

import { BoxOffice } from './box-office';
import { Camera } from './camera';
import { Door } from './door';
import { House } from './house';
import { Mailbox } from './mailbox';
import { Office } from './office';
import { Season } from './season';
import { siteUrl } from './surroundings';
import { Watch } from './watch';

interface OfOneTest {
  /** Watches every page of the test; the test fails when anything was wrong with one of them. */
  watch: Watch;
  season: Season;
  mailbox: Mailbox;
  boxOffice: BoxOffice;
  /** Accounts of people of the house, made for the test. */
  house: House;
  /** The phone at the entrance: another device than the visitor's. */
  door: Door;
  /** The desk of an administrator: another device than the visitor's. */
  office: Office;
}

interface OfOneProcess {
  /** What all browsers of this process see. */
  camera: Camera;
}

export const test = base.extend<OfOneTest, OfOneProcess>({
  camera: [
    async ({}, use, { parallelIndex }) => {
      const film = path.resolve(import.meta.dirname, `../.output/camera-${parallelIndex}.y4m`);
      await use(new Camera(film));
    },
    { scope: 'worker' },
  ],

  launchOptions: [
    async ({ launchOptions, camera }, use) => {
      const args = [...(launchOptions.args ?? []), ...camera.browserArguments];
      await use({ ...launchOptions, args });
    },
    { scope: 'worker' },
  ],

  watch: async ({}, use) => {
    const watch = new Watch();
    await use(watch);
    expect(watch.complaints, 'pages that behave').toEqual([]);
  },

  context: async ({ context, watch }, use) => {
    await watch.over(context);
    await use(context);
  },

  season: async ({ request }, use, { parallelIndex, config }) => {
    await use(new Season(request, parallelIndex, config.workers));
  },

  mailbox: async ({}, use) => {
    await use(new Mailbox());
  },

  boxOffice: async ({ request, mailbox }, use) => {
    await use(new BoxOffice(request, mailbox));
  },

  house: async ({ playwright }, use) => {
    const request = await playwright.request.newContext({ baseURL: siteUrl() });
    await use(new House(request));
    await request.dispose();
  },

  door: async ({ browser, camera, watch }, use) => {
    const context = await browser.newContext();
    await watch.over(context);
    await use(new Door(await context.newPage(), camera));
    await context.close();
  },

  office: async ({ browser, watch }, use) => {
    const context = await browser.newContext();
    await watch.over(context);
    await use(new Office(await context.newPage()));
    await context.close();
  },
});

export { expect };

/** Opens a page of the site in Italian or English, as a visitor who once chose that language finds it. */
export async function openIn(language: 'it' | 'en', page: Page, address: string): Promise<void> {
  await page.addInitScript((chosen) => {
    if (localStorage.getItem('azionelab.language') === null) {
      localStorage.setItem('azionelab.language', chosen);
    }
  }, language);
  await page.goto(address);
  await expect(page.locator('html')).toHaveAttribute('lang', language);
}
