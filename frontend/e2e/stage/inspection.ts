import AxeBuilder from '@axe-core/playwright';
import { type Page, expect } from '@playwright/test';

/** WCAG 2.1 A and AA, and what axe's makers hold to be good manners beyond it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];

/** Expects the page, as it is now, to be usable by everybody and to fit the width of its window. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  // A message at the foot of the page is hidden from screen readers until it is announced, a moment later.
  await expect(page.locator('mat-snack-bar-container [aria-hidden="true"] button')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const told = violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary ?? ''}`,
    ),
  );
  expect.soft(told, `${what}: axe`).toEqual([]);

  const beyond = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect.soft(beyond, `${what}: pixels to scroll sideways`).toBeLessThanOrEqual(0);
}
