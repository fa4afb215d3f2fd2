import { type Locator, type Page } from '@playwright/test';

import { type Guest, aGuest } from '../stage/guest';
import type { Mail } from '../stage/mailbox';
import { readQrCode } from '../stage/picture';
import { expect, openIn, test } from '../stage/story';
import type { Season } from '../stage/season';

/** What a guest of each language reads. */
const WORDS = {
  it: {
    season: 'In scena adesso',
    form: 'Prenota i tuoi posti',
    checkMail: 'Controlla la posta',
    confirmSubject: /conferma/i,
    ticketSubject: /bigliett/i,
  },
  en: {
    season: 'Now on stage',
    form: 'Book your seats',
    checkMail: 'Check your email',
    confirmSubject: /confirm/i,
    ticketSubject: /ticket/i,
  },
} as const;

type Language = keyof typeof WORDS;

for (const language of ['it', 'en'] as const) {
  test(`a guest books in ${language}, confirms, and is let in once with the code from the mail`, async ({
    page,
    season,
    mailbox,
    door,
  }) => {
    test.slow();
    const guest = aGuest();
    const performance = await season.performance();
    const words = WORDS[language];

    await test.step('finds the show and books three seats', async () => {
      await openIn(language, page, '/');
      await bookFromTheSeason(page, performance.show.slug, performance.id, words);
      await fillIn(page, guest, 3);
      await page.getByTestId('booking-submit').click();
      await expect(page.getByRole('heading', { name: words.checkMail })).toBeVisible();
      await expect(page.getByTestId('check-mail-address')).toHaveText(guest.email);
    });

    const reference = await page.getByTestId('check-mail-reference').innerText();
    const request = await mailbox.mail(guest.email, 1);
    expect(request.subject).toMatch(words.confirmSubject);
    expectWholesome(request);

    await test.step('opens the link, which alone changes nothing', async () => {
      await openingChangesNothing(page, request.linkTo('confirm'), season, performance.id);
    });

    await test.step('confirms with a click', async () => {
      const { available_seats: before } = await season.details(performance.id);
      await page.getByTestId('confirm-button').click();
      await expect(page.getByTestId('confirm-success')).toHaveAttribute('data-already', 'false');
      await expect(page.getByTestId('confirm-reference')).toHaveText(reference);
      expect((await season.details(performance.id)).available_seats).toBe(before - 3);
    });

    const ticket = await mailbox.mail(guest.email, 2);
    const picture = ticket.inlinePicture;

    await test.step('gets a ticket that opens on the site', async () => {
      expect(ticket.subject).toMatch(words.ticketSubject);
      expectWholesome(ticket);
      expectAttachments(ticket, language);
      const address = ticket.linkTo('ticket');
      expect(readQrCode(picture)).toBe(withoutLanguage(address));
      await page.getByTestId('confirm-ticket-link').click();
      await expectTicketPage(page, guest, reference);
      expect(withoutLanguage(page.url())).toBe(withoutLanguage(address));
    });

    await test.step('is let in, once', async () => {
      await door.standAt(performance.id);
      const before = await door.count();
      await door.scan(picture, 'ready');
      await expect(door.byId('verdict-name')).toContainText(guest.name);
      await expect(door.byId('admit-count')).toContainText('3');
      await door.admit();
      await door.expectCount(before.admitted + 3, before.expected);
      await door.dismiss();

      await door.scan(picture, 'already_checked_in');
      await expect(door.byId('verdict-detail')).toContainText(/\d{1,2}:\d{2}/);
      await expect(door.byId('verdict-detail')).toContainText(await displayName(door.page));
      await expect(door.byId('admit')).toBeHidden();
    });

    expect(await mailbox.count(guest.email), 'mails to the guest').toBe(2);
  });
}

test('a cancelled ticket is refused at the door', async ({
  page,
  season,
  mailbox,
  boxOffice,
  door,
}) => {
  const performance = await season.performance();
  const cancelled = await boxOffice.bookAndPrint(performance.id);

  await page.goto(cancelled.ticketUrl);
  await page.getByTestId('ticket-cancel').click();
  await page.getByTestId('cancel-dialog-confirm').click();
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-status', 'cancelled');
  expect((await mailbox.mail(cancelled.guest.email, 3)).subject).not.toBe('');

  await door.standAt(performance.id);
  await door.scan(cancelled.picture, 'cancelled');
  await expect(door.byId('admit')).toBeHidden();
});

async function bookFromTheSeason(
  page: Page,
  slug: string,
  performanceId: number,
  words: (typeof WORDS)[Language],
): Promise<void> {
  await expect(page.getByRole('heading', { level: 1, name: words.season })).toBeVisible();
  await card(page, slug).getByRole('link').click();
  await expect(page.getByTestId('show-title')).toBeVisible();
  await row(page, performanceId).getByTestId('book-link').click();
  await expect(page.getByRole('heading', { name: words.form })).toBeVisible();
}

function card(page: Page, slug: string): Locator {
  return page.locator(`[data-testid=show-card][data-slug="${slug}"]`);
}

function row(page: Page, performanceId: number): Locator {
  return page.locator(`[data-testid=performance-row][data-performance-id="${performanceId}"]`);
}

async function fillIn(page: Page, guest: Guest, party: number): Promise<void> {
  await page.getByTestId('booking-party-size').fill(String(party));
  await page.getByTestId('booking-name').fill(guest.name);
  await page.getByTestId('booking-email').fill(guest.email);
  await page.getByTestId('booking-consent').locator('input').check();
}

/** Opens the link as a mail program does that looks behind links: in a browser, with scripts, without a person. */
async function openingChangesNothing(
  page: Page,
  link: string,
  season: Season,
  performanceId: number,
): Promise<void> {
  const { available_seats: before } = await season.details(performanceId);
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') {
      sent.push(request.url());
    }
  });
  await page.goto(link);
  await expect(page.getByTestId('confirm-button')).toBeVisible();
  await page.reload();
  await expect(page.getByTestId('confirm-button')).toBeVisible();
  expect(sent, 'requests that change something').toEqual([]);
  expect((await season.details(performanceId)).available_seats).toBe(before);
}

/** What every mail must be: readable without HTML, complete without the network, and marked as automatic. */
function expectWholesome(mail: Mail): void {
  expect(mail.text.trim()).not.toBe('');
  expect(mail.html).toContain('<html');
  expect(mail.html).not.toMatch(/<script|<img[^>]+src="(?!cid:)|<link[^>]+href=/i);
  expect(mail.header('Auto-Submitted')).toBe('auto-generated');
  expect(mail.header('Message-ID')).toMatch(/^<[^@\s]+@[^@\s]+>$/);
  expect(mail.header('Date')).toBeDefined();
}

function expectAttachments(ticket: Mail, language: Language): void {
  expect(Buffer.from(ticket.attached('application/pdf')).toString('latin1')).toMatch(/^%PDF-/);
  const calendar = Buffer.from(ticket.attached('text/calendar')).toString('utf8');
  expect(calendar).toMatch(/^BEGIN:VCALENDAR\r?\n/);
  expect(calendar).toContain('BEGIN:VEVENT');
  expect(ticket.html).toMatch(new RegExp(`<html[^>]* lang="${language}"`));
}

async function expectTicketPage(page: Page, guest: Guest, reference: string): Promise<void> {
  await expect(page.getByTestId('ticket')).toHaveAttribute('data-status', 'confirmed');
  await expect(page.getByTestId('ticket-name')).toHaveText(guest.name);
  await expect(page.getByTestId('ticket-reference')).toHaveText(reference);
  await expect(page.getByTestId('ticket-qr')).toBeVisible();
}

/** Links of mails may say the language of the page; the ticket is the same without it. */
function withoutLanguage(address: string): string {
  const url = new URL(address);
  url.searchParams.delete('lang');
  return url.href;
}

/** How the one who is logged in is called in front of others. */
async function displayName(page: Page): Promise<string> {
  const answer = await page.request.get('/api/auth/me');
  return ((await answer.json()) as { user: { display_name: string } }).user.display_name;
}
