import { defineConfig, devices } from '@playwright/test';

import { siteUrl } from './e2e/stage/surroundings';

/** Of a phone held upright, as most visitors and all staff at the door hold it. */
const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

/** Stories that are told on a phone as well; the others do not depend on the width of the page. */
const ON_THE_PHONE_TOO = /(?:an-evening|accessibility)\.spec\.ts/;

/** Stories that stop the queue or rename the company: told alone, after the others. */
const ALONE = /office-operations\.spec\.ts/;

/**
 * Browser tests against the running system, through its front door. `make test STEPS=e2e` starts a fresh
 * one and says in the environment where its parts are; see e2e/README.md.
 */
export default defineConfig({
  testDir: './e2e',
  outputDir: './e2e/.output/results',
  globalSetup: './e2e/stage/clean-ledger.ts',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['html', { outputFolder: 'e2e/.output/report', open: 'never' }]],
  use: {
    baseURL: siteUrl(),
    // A deployment that is tried out on this machine has signed its certificate itself.
    ignoreHTTPSErrors: siteUrl().startsWith('https://localhost:'),
    actionTimeout: 10_000,
    navigationTimeout: 15_000,
    contextOptions: { reducedMotion: 'reduce' },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: chromium(),
      args: [
        '--no-sandbox',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    {
      name: 'desktop',
      testDir: './e2e/stories',
      testIgnore: ALONE,
      use: { viewport: DESKTOP, locale: 'it-IT', timezoneId: 'Europe/Rome' },
    },
    {
      name: 'phone',
      testDir: './e2e/stories',
      testMatch: ON_THE_PHONE_TOO,
      use: {
        ...devices['Pixel 7'],
        viewport: PHONE,
        locale: 'en-GB',
        // The site speaks of the theatre's time wherever the visitor's phone believes to be.
        timezoneId: 'Pacific/Auckland',
      },
    },
    {
      name: 'operations',
      testDir: './e2e/stories',
      testMatch: ALONE,
      dependencies: ['desktop', 'phone'],
      use: { viewport: DESKTOP, locale: 'it-IT', timezoneId: 'Europe/Rome' },
    },
    {
      name: 'after',
      testDir: './e2e/after',
      dependencies: ['operations'],
    },
  ],
});

/** The browser of the machine: Debian's, unless the environment names another. */
function chromium(): string {
  const { CHROMIUM: named } = process.env;
  return named === undefined || named === '' ? '/usr/bin/chromium' : named;
}
