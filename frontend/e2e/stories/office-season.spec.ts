import { drawing } from '../stage/drawing';
import { aGuest } from '../stage/guest';
import type { Office } from '../stage/office';
import { expect, test } from '../stage/story';

/** A name that no other run has. */
function named(what: string): string {
  return `${what} ${Date.now().toString(36)}`;
}

/** A Monday so many weeks from now, `YYYY-MM-DD`. */
function aMonday(weeks: number): string {
  const day = new Date();
  day.setUTCDate(day.getUTCDate() + weeks * 7 + ((8 - day.getUTCDay()) % 7));
  return day.toISOString().slice(0, 10);
}

function daysAfter(day: string, count: number): string {
  return new Date(Date.parse(day) + count * 86_400_000).toISOString().slice(0, 10);
}

async function makeVenue(office: Office, name: string): Promise<void> {
  await office.open('/manage/venues');
  await office.byId('venue-new').click();
  await office.byId('save').click();
  await expect(office.byId('error-name'), 'a venue wants a name').toBeVisible();
  await office.byId('venue-name').fill(name);
  await office.byId('venue-city').fill('Pisa');
  await office.byId('save').click();
  await expect(office.byId('page-heading')).toHaveText(name);
  await expect(office.page).toHaveURL(/\/venues\/\d+$/);
}

async function makeShow(office: Office, title: string): Promise<void> {
  await office.page.goto('/manage/shows');
  await office.byId('show-new').click();
  await office.byId('show-title').fill(title);
  await office.byId('show-summary').fill('Una commedia in due atti.');
  await office.byId('save').click();
  await expect(office.byId('page-heading')).toHaveText(title);
}

test('a season is planned, booked, and one evening of it called off', async ({
  office,
  page,
  mailbox,
  watch,
}) => {
  test.setTimeout(180_000);
  // The recorder of the trace reads the preview of the poster, which the page itself only shows.
  watch.expects(/connect-src blob|Connecting to 'blob:/);
  const venue = named('Teatro della Prova');
  const title = named('La locandiera');
  const guest = aGuest();
  const monday = aMonday(2);

  await makeVenue(office, venue);
  const venueUrl = office.page.url();

  await makeShow(office, title);
  const file = drawing('locandina.png', { width: 600, height: 800 });
  await office.byId('poster-file').setInputFiles({ ...file, buffer: Buffer.from('no picture') });
  await expect(office.byId('poster-problem'), 'a text is no picture').toBeVisible();
  await office.byId('poster-file').setInputFiles(file);
  await expect(office.byId('poster-remove')).toBeVisible({ timeout: 30_000 });
  if (await office.byId('publish').isVisible()) {
    await office.byId('publish').click();
  }
  await expect(office.byId('unpublish')).toBeVisible();
  const onSite = (await office.byId('show-on-site').getAttribute('href')) ?? '';

  await office.byId('show-series').click();
  await office.byId('venue').selectOption({ label: venue });
  await office.byId('room_capacity').fill('10');
  await office.byId('series-from').fill(monday);
  await office.byId('series-until').fill(daysAfter(monday, 6));
  await office.byId('series-add').click();
  await expect(office.byId('series-fault')).toHaveAttribute('data-fault', 'noWeekday');
  for (const weekday of [0, 1, 2, 3, 4, 5]) {
    await office.byId(`weekday-${weekday}`).locator('input').check();
  }
  await office.byId('series-add').click();
  await expect(office.byId('series-date')).toHaveCount(6);
  await office.byId('series-date').last().getByRole('button').click();
  await office.byId('save').click();
  await expect(office.byId('performance-row')).toHaveCount(5);

  await office.byId('performance-row').first().getByRole('link').click();
  await expect(office.byId('seats-offered')).toHaveText('10');
  const performanceUrl = office.page.url();
  const id = performanceUrl.split('/').at(-1) ?? '';
  await office.byId('unpublish').click();
  await expect(office.byId('performance-published')).toHaveAttribute('data-published', 'false');
  await office.byId('publish').click();
  await expect(office.byId('performance-published')).toHaveAttribute('data-published', 'true');

  // The audience.
  await page.goto(onSite);
  await expect(page.getByTestId('show-title')).toHaveText(title);
  await expect(page.locator('az-poster img').first()).toBeVisible();
  await page.goto(`/performances/${id}/book`);
  await page.getByTestId('booking-name').fill(guest.name);
  await page.getByTestId('booking-email').fill(guest.email);
  await page.getByTestId('booking-consent').locator('input').check();
  await page.getByTestId('booking-submit').click();
  await page.goto((await mailbox.mail(guest.email, 1)).linkTo('confirm'));
  await page.getByTestId('confirm-button').click();
  await expect(page.getByTestId('confirm-success')).toBeVisible();
  await mailbox.mail(guest.email, 2);

  await office.page.reload();
  await expect(office.byId('seats-confirmed')).not.toHaveText('0');
  const taken = Number(await office.byId('seats-confirmed').innerText());
  await expect(office.byId('seats-free')).toHaveText(String(10 - taken));

  // Fewer seats than are confirmed.
  await office.byId('performance-edit').click();
  await office.byId('max_party_size').fill('4');
  await office.byId('room_capacity').fill('0');
  await office.byId('save').click();
  await expect(office.byId('error-room_capacity')).toContainText(String(taken));
  await expect(office.byId('max_party_size'), 'nothing is lost').toHaveValue('4');
  await office.byId('room_capacity').fill('8');

  // Somebody else saves first, in another tab.
  const other = await office.page.context().newPage();
  await other.goto(`${performanceUrl}/edit`);
  await other.getByTestId('room_capacity').fill('12');
  await other.getByTestId('save').click();
  await expect(other.getByTestId('seats-offered')).toHaveText('12');
  await other.close();
  await office.byId('save').click();
  await expect(office.byId('stale')).toBeVisible();
  await expect(office.byId('room_capacity'), 'nothing is lost').toHaveValue('8');
  await expect(office.byId('max_party_size')).toHaveValue('4');
  await office.byId('stale-mine').click();
  await expect(office.byId('seats-offered')).toHaveText('8');

  // A venue that is in use stays.
  await office.page.goto(venueUrl);
  await office.byId('delete').click();
  await office.sayYes();
  await expect(office.byId('form-problem')).toHaveAttribute('data-code', 'in_use');

  // The evening is called off: the question is asked, and the guest hears of it.
  await office.page.goto(performanceUrl);
  await office.byId('call-off').click();
  await office.byId('question-no').click();
  await expect(office.byId('performance-status')).toHaveAttribute('data-status', 'open');
  await office.byId('call-off').click();
  await office.sayYes();
  await expect(office.byId('called-off')).toHaveAttribute('data-mails', '1');
  await expect(office.byId('performance-status')).toHaveAttribute('data-status', 'cancelled');
  const mail = await mailbox.mail(guest.email, 3);
  expect(mail.text).toContain(title);
});

test('the calendar is walked by keys, and its month stays in the address', async ({ office }) => {
  await office.open('/manage/performances?view=calendar&month=2027-02');
  const { page } = office;
  await expect(office.byId('month-name')).toContainText('febbraio 2027');
  await page.locator('[data-day="2027-02-01"]').focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.locator('[data-day="2027-02-08"]')).toBeFocused();
  await page.keyboard.press('PageDown');
  await expect(page).toHaveURL(/month=2027-03/);
  await expect(page.locator('[data-day="2027-03-08"]')).toBeFocused();
  await page.reload();
  await expect(office.byId('month-name')).toContainText('marzo 2027');
  await office.byId('view-list').click();
  await expect(page).not.toHaveURL(/view=calendar/);
});
