import { type Locator, type Page } from '@playwright/test';

import { aGuest } from '../stage/guest';
import { expect, test } from '../stage/story';

/** More stops than any page has. */
const PATIENCE = 80;

test('somebody without a mouse can book, confirm and cancel', async ({ page, season, mailbox }) => {
  const guest = aGuest();
  const { show, id } = await season.performance();
  const keys = new Keyboard(page);

  await page.goto('/');
  await expect(page.getByTestId('show-card').first()).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('skip-link'), 'the first stop').toBeFocused();
  await expect(page.getByTestId('skip-link')).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();

  await keys.follow(page.locator(`[data-testid=show-card][data-slug="${show.slug}"] a`));
  await keys.follow(
    page
      .locator(`[data-testid=performance-row][data-performance-id="${id}"]`)
      .getByTestId('book-link'),
  );

  await keys.goTo(page.getByTestId('booking-party-size'));
  await page.keyboard.press('ArrowUp');
  await expect(page.getByTestId('booking-party-size')).toHaveValue('3');
  await keys.type(page.getByTestId('booking-name'), guest.name);
  await keys.type(page.getByTestId('booking-email'), guest.email);
  await keys.goTo(page.getByTestId('booking-consent').locator('input'));
  await page.keyboard.press('Space');
  await keys.follow(page.getByTestId('booking-submit'));
  await expect(page.getByTestId('check-mail-address')).toHaveText(guest.email);

  await page.goto((await mailbox.mail(guest.email, 1)).linkTo('confirm'));
  await expect(page.getByTestId('confirm-button')).toBeVisible();
  await keys.follow(page.getByTestId('confirm-button'));
  await keys.follow(page.getByTestId('confirm-ticket-link'));

  await keys.follow(page.getByTestId('ticket-cancel'));
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByTestId('ticket-cancel'), 'back where it came from').toBeFocused();
  await page.keyboard.press('Enter');
  await keys.follow(page.getByTestId('cancel-dialog-confirm'));
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-status', 'cancelled');
});

/** The hands of somebody who uses Tab, Space and Enter only. */
class Keyboard {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Tabs on until `target` has the focus, which must then be seen. */
  async goTo(target: Locator): Promise<void> {
    await expect(target).toBeVisible();
    for (let stops = 0; stops < PATIENCE; stops += 1) {
      if (await target.evaluate((element) => element === document.activeElement)) {
        await expect(target).toBeInViewport();
        return;
      }
      await this.#page.keyboard.press('Tab');
    }
    await expect(target, 'within reach of the keyboard').toBeFocused();
  }

  async follow(target: Locator): Promise<void> {
    await this.goTo(target);
    await this.#page.keyboard.press('Enter');
  }

  async type(target: Locator, text: string): Promise<void> {
    await this.goTo(target);
    await this.#page.keyboard.type(text);
  }
}
