import { defineConfig } from '@playwright/test';

import everything from '../../playwright.config';

/** Takes the pictures of the README from the running system: `npm run screenshots`. */
export default defineConfig({
  ...everything,
  testDir: '.',
  outputDir: '../.output/screenshots',
  globalSetup: '../stage/clean-ledger.ts',
  workers: 1,
  reporter: 'list',
  projects: [{ name: 'screenshots', use: { locale: 'it-IT', timezoneId: 'Europe/Rome' } }],
});
