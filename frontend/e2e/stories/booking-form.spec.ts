import type { Page, Request } from '@playwright/test';

import { aGuest, type Guest } from '../stage/guest';
import { expect, test } from '../stage/story';

test('says next to each field what is missing, and sends nothing', async ({
  page,
  season,
  watch,
}) => {
  await page.goto(bookingPage((await season.performance()).id));
  await page.getByTestId('booking-submit').click();

  await expect(page.getByTestId('error-name')).toBeVisible();
  await expect(page.getByTestId('error-email')).toBeVisible();
  await expect(page.getByTestId('error-privacy_accepted')).toBeVisible();
  await expect(page.getByTestId('booking-name'), 'the first fault has the focus').toBeFocused();

  await page.getByTestId('booking-email').fill('ortensia@posta');
  await page.getByTestId('booking-name').fill(aGuest().name);
  await expect(page.getByTestId('error-name')).toBeHidden();
  await expect(page.getByTestId('error-email')).toBeVisible();
  expect(bookingsSent(watch.requests)).toHaveLength(0);
});

test('refuses a party larger than the house allows before anything is sent', async ({
  page,
  season,
  watch,
}) => {
  const { id } = await season.performance();
  const { max_party_size: most } = await season.details(id);
  await page.goto(bookingPage(id));
  await fillIn(page, aGuest());
  await page.getByTestId('booking-party-size').fill(String(most + 1));
  await page.getByTestId('booking-submit').click();

  await expect(page.getByTestId('error-party_size')).toContainText(String(most));
  expect(bookingsSent(watch.requests)).toHaveLength(0);

  await page.getByTestId('party-fewer').click();
  await expect(page.getByTestId('booking-party-size')).toHaveValue(String(most));
  await expect(page.getByTestId('party-more')).toBeDisabled();
});

test('shows what is sold out, and offers no way to book it', async ({ page, season }) => {
  const { id, show } = await season.soldOut();
  await page.goto(`/shows/${show.slug}`);
  const row = page.locator(`[data-testid=performance-row][data-performance-id="${id}"]`);
  await expect(row).toHaveAttribute('data-status', 'sold_out');
  await expect(row.getByTestId('book-link')).toBeHidden();

  await page.goto(bookingPage(id));
  await expect(page.getByTestId('booking-not-open')).toBeVisible();
  await expect(page.getByTestId('booking-form')).toBeHidden();
});

test('a double click makes one booking', async ({ page, season, mailbox, watch }) => {
  const guest = aGuest();
  await page.goto(bookingPage((await season.performance()).id));
  await fillIn(page, guest);
  await page.getByTestId('booking-submit').dblclick();

  await expect(page.getByTestId('check-mail-reference')).toBeVisible();
  expect(bookingsSent(watch.requests)).toHaveLength(1);
  await confirm(page, (await mailbox.mail(guest.email, 1)).linkTo('confirm'));
  await mailbox.mail(guest.email, 2);
  expect(await mailbox.count(guest.email), 'one request to confirm and one ticket').toBe(2);
});

test('trying again after a lost answer makes one booking', async ({
  page,
  season,
  mailbox,
  watch,
}) => {
  watch.expects(/ERR_FAILED/);
  const guest = aGuest();
  await page.goto(bookingPage((await season.performance()).id));
  await fillIn(page, guest);
  const answers: string[] = [];
  await page.route('**/reservations', async (route) => {
    const answer = await route.fetch();
    const { reference } = (await answer.json()) as { reference: string };
    answers.push(reference);
    // The first booking reaches the server, but the visitor never hears of it.
    await (answers.length === 1 ? route.abort() : route.fulfill({ response: answer }));
  });

  await page.getByTestId('booking-submit').click();
  await expect(page.getByTestId('booking-problem')).toHaveAttribute('data-code', 'offline');
  await page.getByTestId('booking-submit').click();
  await expect(page.getByTestId('check-mail-reference')).toHaveText(answers[0] ?? '');
  expect(answers[1]).toBe(answers[0]);

  await confirm(page, (await mailbox.mail(guest.email, 1)).linkTo('confirm'));
  await mailbox.mail(guest.email, 2);
  expect(await mailbox.count(guest.email), 'one request to confirm and one ticket').toBe(2);
});

test('nothing typed is lost on the way back and forth', async ({ page, season }) => {
  const guest = aGuest();
  await page.goto(bookingPage((await season.performance()).id));
  await fillIn(page, guest, 3);
  await page.getByTestId('booking-notes').fill('Una carrozzina.');

  await page.getByTestId('brand').click();
  await expect(page.getByTestId('show-card').first()).toBeVisible();
  await page.goBack();

  await expect(page.getByTestId('booking-name')).toHaveValue(guest.name);
  await expect(page.getByTestId('booking-email')).toHaveValue(guest.email);
  await expect(page.getByTestId('booking-party-size')).toHaveValue('3');
  await expect(page.getByTestId('booking-notes')).toHaveValue('Una carrozzina.');
});

test('the trap for programs is out of reach for people, and catches programs', async ({
  page,
  season,
  mailbox,
}) => {
  const guest = aGuest();
  const { id } = await season.performance();
  await page.goto(bookingPage(id));
  const trap = page.getByTestId('booking-honeypot');
  await expect(trap).toBeAttached();
  await expect(page.getByRole('textbox', { name: 'Website' }), 'told to nobody').toHaveCount(0);
  const box = await trap.boundingBox();
  const inSight = box !== null && box.x + box.width > 0 && box.y + box.height > 0 && box.width > 1;
  expect(inSight, 'within sight').toBe(false);

  const caught = await page.request.post(`/api/performances/${id}/reservations`, {
    data: { ...guest, party_size: 2, privacy_accepted: true, website: 'https://casino.example' },
  });
  expect(caught.status(), 'the program is told nothing, or that the field is wrong').not.toBe(500);
  const honest = aGuest();
  await fillIn(page, honest);
  await page.getByTestId('booking-submit').click();
  await mailbox.mail(honest.email, 1);
  expect(await mailbox.count(guest.email), 'mails to whom the program named').toBe(0);
});

function bookingPage(performanceId: number): string {
  return `/performances/${performanceId}/book`;
}

async function fillIn(page: Page, guest: Guest, party = 2): Promise<void> {
  await page.getByTestId('booking-party-size').fill(String(party));
  await page.getByTestId('booking-name').fill(guest.name);
  await page.getByTestId('booking-email').fill(guest.email);
  await page.getByTestId('booking-consent').locator('input').check();
}

async function confirm(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await page.getByTestId('confirm-button').click();
  await expect(page.getByTestId('confirm-success')).toBeVisible();
}

function bookingsSent(requests: readonly Request[]): Request[] {
  return requests.filter(
    (request) => request.method() === 'POST' && request.url().endsWith('/reservations'),
  );
}
