import { type Locator, type Page, expect } from '@playwright/test';

import { remember } from './ledger';
import { openIn } from './story';
import { demoPassword } from './surroundings';

/** An administrator at a desk. */
export class Office {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** Opens a page of the office, and logs in where it asks for it. */
  async open(address = '/manage', language: 'it' | 'en' = 'it'): Promise<void> {
    await openIn(language, this.page, address);
    await expect(this.byId('login-username').or(this.byId('page-heading'))).toBeVisible();
    if (await this.byId('login-username').isVisible()) {
      await this.logIn();
    }
    await expect(this.byId('page-heading')).toBeVisible();
  }

  /** Logs in on the page that asks for it. */
  async logIn(username = 'admin', password = demoPassword()): Promise<void> {
    remember('password', password);
    await this.byId('login-username').fill(username);
    await this.byId('login-password').fill(password);
    await this.byId('login-submit').click();
  }

  /** Answers the question that the page asks before it does what can't be undone. */
  async sayYes(): Promise<void> {
    await this.byId('question-yes').click();
    await expect(this.byId('question-yes')).toBeHidden();
  }

  byId(testId: string): Locator {
    return this.page.getByTestId(testId);
  }
}
