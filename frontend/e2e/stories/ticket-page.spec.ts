import { readFile } from 'node:fs/promises';

import { expect, test } from '../stage/story';

test('a guest who cancels gives the seats back at once', async ({
  page,
  season,
  mailbox,
  boxOffice,
}) => {
  const { id } = await season.performance();
  const { available_seats: before } = await season.details(id);
  const booked = await boxOffice.book(id, { party: 4 });
  expect((await season.details(id)).available_seats).toBe(before - 4);

  await page.goto(booked.ticketUrl);
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-status', 'confirmed');
  await page.getByTestId('ticket-cancel').click();
  await page.getByTestId('cancel-dialog-keep').click();
  await expect(page.getByTestId('cancel-dialog-confirm')).toBeHidden();
  expect((await season.details(id)).available_seats, 'changed his mind').toBe(before - 4);

  await page.getByTestId('ticket-cancel').click();
  await page.getByTestId('cancel-dialog-confirm').click();
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-status', 'cancelled');
  await expect(page.getByTestId('ticket-qr')).toBeHidden();
  expect((await season.details(id)).available_seats).toBe(before);
  const mail = await mailbox.mail(booked.guest.email, 3);
  expect(mail.subject).toMatch(/annullat|cancellat|disdett/i);

  await page.reload();
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-status', 'cancelled');
});

test('the evening can be put into the calendar', async ({ page, season, boxOffice }) => {
  const performance = await season.performance();
  const booked = await boxOffice.book(performance.id);
  await page.goto(booked.ticketUrl);
  const downloading = page.waitForEvent('download');
  await page.getByTestId('ticket-calendar').click();

  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/\.ics$/);
  const calendar = await readFile(await download.path(), 'utf8');
  expect(calendar).toContain('BEGIN:VEVENT');
  expect(calendar).toContain(performance.show.title.slice(0, 12));
  expect(calendar, 'no word about the guest').not.toContain(booked.guest.name);
});

test('a ticket says how many of the party are in', async ({ page, season, boxOffice, door }) => {
  const { id } = await season.performance();
  const booked = await boxOffice.book(id, { party: 3 });
  await door.open(id);
  await door.type(booked.reference, 'ready');
  await door.byId('admit-fewer').click();
  await door.admit();

  await page.goto(booked.ticketUrl);
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-status', 'partly_admitted');
});

test('a link that opens no ticket says so', async ({ page }) => {
  await page.goto(`/ticket#${'B'.repeat(43)}`);
  await expect(page.getByTestId('ticket-problem')).toHaveAttribute('data-code', 'token_unknown');
});
