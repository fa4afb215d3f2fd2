import { aGuest } from '../stage/guest';
import { expect, test } from '../stage/story';

test('a link can be used again: it says that the seats are confirmed already', async ({
  page,
  season,
  boxOffice,
  mailbox,
}) => {
  const guest = aGuest();
  const { id } = await season.performance();
  const link = await boxOffice.request(id, { guest });
  await page.goto(link);
  await page.getByTestId('confirm-button').click();
  await expect(page.getByTestId('confirm-success')).toHaveAttribute('data-already', 'false');
  const { available_seats: seats } = await season.details(id);

  await page.reload();
  await page.getByTestId('confirm-button').click();
  await expect(page.getByTestId('confirm-success')).toHaveAttribute('data-already', 'true');
  expect((await season.details(id)).available_seats).toBe(seats);
  await mailbox.mail(guest.email, 2);
});

for (const [what, fragment] of [
  ['without its secret', ''],
  ['that a mail program has cut', '#Zm9vYmFy'],
  ['that nobody was ever sent', `#${'A'.repeat(43)}`],
] as const) {
  test(`a link ${what} says so`, async ({ page }) => {
    await page.goto(`/confirm${fragment}`);
    const button = page.getByTestId('confirm-button');
    const problem = page.getByTestId('confirm-problem');
    await expect(button.or(problem)).toBeVisible();
    if (await button.isVisible()) {
      await button.click();
    }
    await expect(problem).toHaveAttribute('data-code', 'token_unknown');
  });
}

test('whoever finds no mail can have it sent again', async ({ page, season, mailbox }) => {
  const guest = aGuest();
  const { id } = await season.performance();
  await page.goto(`/performances/${id}/book`);
  await page.getByTestId('booking-name').fill(guest.name);
  await page.getByTestId('booking-email').fill(guest.email);
  await page.getByTestId('booking-consent').locator('input').check();
  await page.getByTestId('booking-submit').click();
  const first = await mailbox.mail(guest.email, 1);

  await page.reload();
  await expect(page.getByTestId('check-mail-address'), 'after a reload').toHaveText(guest.email);
  await page.getByTestId('resend').click();
  await expect(page.getByTestId('resend-done')).toBeVisible();
  const second = await mailbox.mail(guest.email, 2);
  expect(second.linkTo('confirm'), 'the very same link').toBe(first.linkTo('confirm'));
});
