import { type BrowserContext, type Locator, type Page, expect } from '@playwright/test';

import type { Camera } from './camera';
import { remember } from './ledger';
import type { Picture } from './picture';
import { demoPassword } from './surroundings';

/** The verdicts of the check-in screen that tests ask for. */
export type Verdict =
  | 'ready'
  | 'checked_in'
  | 'already_checked_in'
  | 'wrong_performance'
  | 'not_confirmed'
  | 'cancelled'
  | 'token_unknown'
  | 'not_found'
  | 'undone'
  | 'offline';

/** A member of the staff with a phone at the entrance. */
export class Door {
  readonly page: Page;
  readonly #camera: Camera;
  readonly #context: BrowserContext;

  constructor(page: Page, camera: Camera) {
    this.page = page;
    this.#context = page.context();
    this.#camera = camera;
    camera.holdNothing();
  }

  /** Logs in on the page that asks for it. */
  async logIn(username = 'staff', password = demoPassword()): Promise<void> {
    remember('password', password);
    await this.byId('login-username').fill(username);
    await this.byId('login-password').fill(password);
    await this.byId('login-submit').click();
  }

  /** Starts the shift: logs in and stands at the entrance of one performance, with the camera running. */
  async standAt(performanceId: number): Promise<void> {
    await this.#context.grantPermissions(['camera']);
    await this.open(performanceId);
    await expect(this.scanner).toHaveAttribute('data-state', 'scanning');
  }

  /** Logs in and opens the check-in screen of one performance; what the camera does is not awaited. */
  async open(performanceId: number): Promise<void> {
    await this.page.goto(`/staff/performances/${performanceId}`);
    await this.logIn();
    await expect(this.scanner).toBeVisible();
    await this.#rememberSession();
  }

  /** Holds a ticket to the camera until there is a verdict. */
  async scan(ticket: Picture, verdict: Verdict): Promise<void> {
    this.#camera.hold(ticket);
    await this.expectVerdict(verdict);
    this.#camera.holdNothing();
  }

  /** Types a reference, a token or a ticket's address by hand. */
  async type(code: string, verdict: Verdict): Promise<void> {
    await this.byId('manual-code').fill(code);
    await this.byId('manual-submit').click();
    await this.expectVerdict(verdict);
  }

  /** Looks for a guest; a part of a name is as personal as the name. */
  async search(text: string): Promise<void> {
    remember('name', text);
    await this.byId('guest-search').fill(text);
  }

  /** Lets in everybody whom the verdict offers to let in. */
  async admit(): Promise<void> {
    await this.byId('admit').click();
    await this.expectVerdict('checked_in');
  }

  /** Goes on to the next guest. */
  async dismiss(): Promise<void> {
    await this.byId('verdict-dismiss').click();
    await expect(this.verdict).toBeHidden();
  }

  async expectVerdict(verdict: Verdict): Promise<void> {
    await expect(this.verdict).toHaveAttribute('data-outcome', verdict);
  }

  /** How many are in, of how many expected. */
  async expectCount(admitted: number, expected: number): Promise<void> {
    const count = this.byId('check-in-count');
    await expect(count).toHaveAttribute('data-admitted', String(admitted));
    await expect(count).toHaveAttribute('data-expected', String(expected));
  }

  /** The count on the screen, now. */
  async count(): Promise<{ admitted: number; expected: number }> {
    const count = this.byId('check-in-count');
    return {
      admitted: Number(await count.getAttribute('data-admitted')),
      expected: Number(await count.getAttribute('data-expected')),
    };
  }

  get verdict(): Locator {
    return this.byId('verdict');
  }

  get scanner(): Locator {
    return this.byId('scanner');
  }

  byId(testId: string): Locator {
    return this.page.getByTestId(testId);
  }

  async #rememberSession(): Promise<void> {
    for (const { value } of await this.#context.cookies()) {
      remember('session', value);
    }
  }
}
