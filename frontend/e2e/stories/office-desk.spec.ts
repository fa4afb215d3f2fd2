import { readFile } from 'node:fs/promises';

import { aGuest } from '../stage/guest';
import { remember } from '../stage/ledger';
import { expect, test } from '../stage/story';
import { readWorkbook } from '../stage/workbook';

test('the desk finds a booking as it types, corrects it, and sends the ticket again', async ({
  season,
  boxOffice,
  mailbox,
  office,
}) => {
  const { id } = await season.performance();
  const booked = await boxOffice.book(id);
  await mailbox.mail(booked.guest.email, 2);
  const { page } = office;
  const surname = booked.guest.name.split(' ')[1] ?? '';
  const part = surname.slice(0, 7).toLowerCase();
  remember('name', part);

  await office.open('/manage/reservations');
  await office.byId('list-search').pressSequentially(part);
  const row = page.locator(`[data-testid=reservation-row][data-reference="${booked.reference}"]`);
  await expect(row).toBeVisible();
  await expect(office.byId('reservation-row')).toHaveCount(1);
  await row.getByRole('link').click();
  const reservation = office.byId('reservation');
  await expect(reservation).toHaveAttribute('data-status', 'confirmed');

  // One more than there are seats is refused; what was typed stays.
  const most = 2 + (await season.details(id)).available_seats;
  await office.byId('act-edit').click();
  await office.byId('guest-party').fill(String(most + 1));
  await office.byId('guest-notes').fill('arrivano in autobus');
  await office.byId('edit-submit').click();
  await expect(office.byId('form-problem')).toHaveAttribute('data-code', 'not_enough_seats');
  await expect(office.byId('edit-most')).toHaveAttribute('data-most', String(most));
  await expect(office.byId('guest-party')).toHaveValue(String(most + 1));
  await expect(office.byId('guest-notes')).toHaveValue('arrivano in autobus');
  expect((await boxOffice.ticket(booked)).party_size).toBe(2);

  await office.byId('guest-party').fill(String(most));
  await office.byId('edit-submit').click();
  await expect(reservation).toHaveAttribute('data-party', String(most));
  expect((await season.details(id)).available_seats).toBe(0);

  // Back to a size that leaves other tests their seats.
  await office.byId('act-edit').click();
  await office.byId('guest-party').fill('3');
  await office.byId('edit-submit').click();
  await expect(reservation).toHaveAttribute('data-party', '3');
  await expect(page.locator('[data-action="reservation.edited"]')).toHaveCount(2);

  await office.byId('act-resend').click();
  await office.sayYes();
  const ticket = await mailbox.mail(booked.guest.email, 3);
  expect(ticket.linkTo('ticket')).toBe(booked.ticketUrl);
  await expect(page.locator('[data-testid=mail-row][data-kind=ticket]')).toHaveCount(2);
  await expect(
    page.locator('[data-testid=mail-row][data-kind=ticket][data-status=sent]'),
    'the page follows the mail',
  ).toHaveCount(2);
});

test('a booking by telephone is confirmed at once, let in, and another one cancelled', async ({
  season,
  mailbox,
  office,
}) => {
  const { id } = await season.performance();
  const { page } = office;
  const reservation = office.byId('reservation');
  const guest = aGuest('Telefonata');

  await office.open(`/manage/performances/${id}/guests`);
  await office.byId('guests-new').click();
  await expect(office.byId('performance-picker')).not.toHaveValue('');
  await office.byId('reservation-submit').click();
  await expect(office.byId('error-name'), 'a name is needed').toBeVisible();
  await office.byId('guest-name').fill(guest.name);
  await office.byId('guest-email').fill(guest.email);
  await office.byId('guest-party').fill('3');
  await office.byId('reservation-submit').click();
  await expect(reservation).toHaveAttribute('data-status', 'confirmed');
  (await mailbox.mail(guest.email, 1)).linkTo('ticket');

  await office.byId('act-admit').click();
  await office.byId('admit-fewer').click();
  await expect(office.byId('admit-count')).toHaveText('2');
  await office.byId('admit-submit').click();
  await expect(reservation).toHaveAttribute('data-admitted', '2');
  await expect(office.byId('act-cancel'), 'who is in has not cancelled').toBeHidden();
  await office.byId('act-undo').click();
  await expect(reservation).toHaveAttribute('data-admitted', '0');

  await office.byId('act-cancel').click();
  await office.sayYes();
  await expect(reservation).toHaveAttribute('data-status', 'cancelled');
  expect((await mailbox.mail(guest.email, 2)).text).not.toContain('/ticket#');
  await expect(page.locator('[data-action="reservation.cancelled"]')).toBeVisible();
});

test('who is not sure is asked by mail, and the desk may confirm', async ({
  season,
  mailbox,
  office,
}) => {
  const { id } = await season.performance();
  const guest = aGuest('Incerta');
  await office.open(`/manage/reservations/new?performance=${id}`);
  await office.byId('assent-ask').getByRole('radio').check();
  await office.byId('guest-name').fill(guest.name);
  await office.byId('reservation-submit').click();
  await expect(office.byId('error-email'), 'a mail needs an address').toBeVisible();
  await office.byId('guest-email').fill(guest.email);
  await office.byId('reservation-submit').click();
  await expect(office.byId('reservation')).toHaveAttribute('data-status', 'pending');
  (await mailbox.mail(guest.email, 1)).linkTo('confirm');

  await office.byId('act-confirm').click();
  await expect(office.byId('reservation')).toHaveAttribute('data-status', 'confirmed');
  (await mailbox.mail(guest.email, 2)).linkTo('ticket');
});

test('what was typed is not left behind by accident', async ({ office }) => {
  await office.open('/manage/reservations/new');
  await office.byId('guest-notes').fill('due sedie vicine');
  await office.byId('page-up').click();
  await office.byId('question-no').click();
  await expect(office.byId('guest-notes')).toHaveValue('due sedie vicine');
});

test('the guest list is printed and downloaded, and holds no live formula', async ({
  season,
  boxOffice,
  office,
}) => {
  const { id } = await season.performance();
  const formula = '=HYPERLINK("http://evil","x")';
  const trickster = { ...aGuest(), name: formula };
  const booked = await boxOffice.book(id, { guest: trickster, party: 4 });
  const { page } = office;

  await office.open(`/manage/performances/${id}/guests`);
  const row = page.locator(`[data-testid=guest-row][data-reference="${booked.reference}"]`);
  await expect(row).toContainText(formula);
  await office.byId('list-search').fill(booked.reference);
  await expect(office.byId('guest-row')).toHaveCount(1);

  const rows = readWorkbook(await download('guests-xlsx'));
  expect(rows[0]?.map(({ text }) => text)).toEqual(
    expect.arrayContaining(['Codice', 'Nome', 'Persone', 'Note']),
  );
  expect(rows.flat().filter(({ isFormula }) => isFormula)).toEqual([]);
  const mine = rows.find((cells) => cells.some(({ text }) => text === booked.reference));
  expect(mine?.map(({ text }) => text)).toEqual(
    expect.arrayContaining([booked.reference, formula, trickster.email, '4']),
  );

  const csv = (await download('guests-csv')).toString('utf8');
  expect(csv).toContain(`"'=HYPERLINK(""http://evil"",""x"")"`);
  expect(csv).not.toMatch(/(?:^|,)"?=/m);

  // On paper stands everybody, whatever is looked for on the screen; nothing of the office is on it.
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('navigation')).toHaveCount(0);
  await expect(office.byId('guests-print')).toBeHidden();
  await expect(office.byId('list-search')).toBeHidden();
  await expect(office.byId('page-heading')).toBeVisible();
  await expect(office.byId('paper-row').filter({ hasText: booked.reference })).toBeVisible();
  expect(await office.byId('paper-row').count()).toBe(rows.length - 1);

  async function download(link: string): Promise<Buffer> {
    const started = page.waitForEvent('download');
    await office.byId(link).click();
    return readFile(await (await started).path());
  }
});

test('the dashboard shows tonight, and leads to its guests', async ({ office }) => {
  await office.open('/manage');
  const evening = office.byId('tonight').first();
  await expect(evening.getByTestId('tonight-confirmed')).toHaveText(/^\d+$/);
  await expect(office.byId('queue-health')).toBeVisible();
  await expect(office.byId('next-row').first()).toBeVisible();
  await office.byId('bookings-table').locator('summary').click();
  await expect(office.byId('bookings-table').getByRole('row')).toHaveCount(31);

  const id = (await evening.getAttribute('data-performance-id')) ?? '';
  await evening.getByTestId('to-guests').click();
  await expect(office.page).toHaveURL(new RegExp(`/manage/performances/${id}/guests$`));
  await expect(office.byId('guest-row').first()).toBeVisible();
});

test('a company that has just moved in is shown the first steps', async ({ office }) => {
  const { page } = office;
  await page.route('**/admin/overview', (route) =>
    route.fulfill({
      json: {
        tonight: [],
        upcoming: [],
        played: [],
        bookings_per_day: [],
        check_in_rate: null,
        queue: { queues: [], workers: [] },
      },
    }),
  );
  await page.route(/\/admin\/(?:venues|shows|performances)\?/, (route) =>
    route.fulfill({
      json: {
        results: [],
        page: 1,
        page_size: 1,
        total: route.request().url().includes('venues') ? 1 : 0,
      },
    }),
  );
  await office.open('/manage');
  await expect(office.byId('first-steps')).toBeVisible();
  await expect(office.byId('step-shows').getByRole('link')).toHaveAttribute(
    'href',
    '/manage/shows/new',
  );
  await expect(office.byId('step-venues').getByRole('link')).toHaveCount(0);
});
