import { aGuest } from '../stage/guest';
import { expect, test } from '../stage/story';
import type { Season } from '../stage/season';

// One after the other: they are about the same few seats.
test.describe.configure({ mode: 'default' });

test('whoever asks for more than is left is offered the rest', async ({
  page,
  season,
  boxOffice,
  mailbox,
}) => {
  const { id, party, others } = await aTightPerformance(season);
  const guest = aGuest();
  await page.goto(`/performances/${id}/book`);
  await page.getByTestId('booking-party-size').fill(String(party));
  await page.getByTestId('booking-name').fill(guest.name);
  await page.getByTestId('booking-email').fill(guest.email);
  await page.getByTestId('booking-consent').locator('input').check();

  const faster = await boxOffice.book(id, { party: others });
  await page.getByTestId('booking-submit').click();
  const problem = page.getByTestId('booking-problem');
  await expect(problem).toHaveAttribute('data-code', 'not_enough_seats');
  await expect(problem, 'read out and seen').toBeFocused();
  await expect(page.getByTestId('booking-name'), 'nothing is lost').toHaveValue(guest.name);

  await page.getByTestId('booking-offer').click();
  await expect(page.getByTestId('check-mail-address')).toHaveText(guest.email);
  await mailbox.mail(guest.email, 1);
  await boxOffice.cancel(faster);
});

test('seats that went to others in the meantime are not confirmed', async ({
  page,
  season,
  boxOffice,
}) => {
  const { id, party, others } = await aTightPerformance(season);
  const link = await boxOffice.request(id, { party });
  const faster = await boxOffice.book(id, { party: others });
  const { available_seats: left } = await season.details(id);

  await page.goto(link);
  await page.getByTestId('confirm-button').click();
  await expect(page.getByTestId('confirm-problem')).toHaveAttribute(
    'data-code',
    'not_enough_seats',
  );
  expect((await season.details(id)).available_seats).toBe(left);
  await boxOffice.cancel(faster);
});

/** A nearly full performance, a party that fits, and how many others must come so that it fits no more. */
async function aTightPerformance(
  season: Season,
): Promise<{ id: number; party: number; others: number }> {
  const { id, available_seats: seats } = await season.nearlyFull();
  const { max_party_size: most } = await season.details(id);
  const party = Math.min(seats, most);
  return { id, party, others: seats - party + 1 };
}
