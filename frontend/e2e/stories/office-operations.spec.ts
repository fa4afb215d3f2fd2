import { readFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

import { drawing } from '../stage/drawing';
import { type Guest, aGuest } from '../stage/guest';
import { remember } from '../stage/ledger';
import { MachineRoom } from '../stage/machine-room';
import type { Office } from '../stage/office';
import { expect, openIn, test } from '../stage/story';

// The queue stands still and the company has another name meanwhile: these stories are told one after the other.
test.describe.configure({ mode: 'serial' });

const NO_MAILBOX = 'There is no such mailbox here';
const FULL = 'The mailbox is full';

async function pauseMails(office: Office, why: string): Promise<void> {
  await office.open('/manage/queue');
  await queue(office, 'emails').getByTestId('queue-pause').click();
  await office.byId('reason-yes').click();
  await expect(office.byId('reason'), 'a pause wants a reason').toBeVisible();
  await office.byId('reason').fill(why);
  await office.byId('reason-yes').click();
  await expect(queue(office, 'emails')).toHaveAttribute('data-paused', 'true');
  // Every worker obeys within five seconds; what it has in its hands it ends.
  await office.page.waitForTimeout(6000);
}

/** Whoever thinks better of it leaves the queue alone. */
async function almostPauseMails(office: Office): Promise<void> {
  for (const leave of [
    () => office.byId('reason-no').click(),
    () => office.page.keyboard.press('Escape'),
  ]) {
    await queue(office, 'emails').getByTestId('queue-pause').click();
    await office.byId('reason').fill('Forse');
    await leave();
    await expect(office.byId('reason')).toHaveCount(0);
  }
  const answer = await office.page.request.get('/admin/queue');
  const { queues } = (await answer.json()) as { queues: { paused: boolean }[] };
  expect(queues.filter(({ paused }) => paused)).toEqual([]);
}

async function resumeMails(office: Office): Promise<void> {
  await queue(office, 'emails').getByTestId('queue-resume').click();
  await expect(queue(office, 'emails')).toHaveAttribute('data-paused', 'false');
}

function queue(office: Office, name: string) {
  return office.page.locator(`[data-testid=queue][data-queue=${name}]`);
}

function cause(office: Office, words: string) {
  return office.byId('cause').filter({ hasText: words });
}

async function colourOf(page: Page, scheme: 'light' | 'dark'): Promise<string> {
  return page.evaluate(
    (of) => getComputedStyle(document.documentElement).getPropertyValue(`--az-accent-${of}`),
    scheme,
  );
}

test('fifty mails of two causes: one is retried and all of it arrives once, the other stays', async ({
  office,
  season,
  boxOffice,
  mailbox,
}) => {
  test.slow();
  const { id } = await season.performance();
  await pauseMails(office, 'Il server di posta va provato');
  await expect(queue(office, 'emails').getByTestId('queue-why')).toContainText(
    'Il server di posta va provato',
  );

  const guests = Array.from({ length: 50 }, () => aGuest());
  for (const guest of guests) {
    await boxOffice.ask(id, { guest, party: 1 });
  }
  const [full, gone] = [guests.slice(0, 30), guests.slice(30)];
  const room = new MachineRoom();
  await room.refuse(addresses(full), (nth) => `552 5.2.2 ${FULL} (queue ${nth}A7)`);
  await room.refuse(addresses(gone), (nth) => `550 5.1.1 ${NO_MAILBOX} (queue ${nth}B3)`);
  await office.page.reload();
  await resumeMails(office);

  // One look: what is wrong, and what to press.
  await expect(office.byId('trouble')).toHaveAttribute('data-kind', 'failed');
  await expect(cause(office, FULL)).toHaveAttribute('data-count', '30');
  await expect(cause(office, NO_MAILBOX)).toHaveAttribute('data-count', '20');

  await cause(office, FULL).getByTestId('cause-retry').click();
  await expect(office.byId('question-yes')).toContainText('30');
  await office.sayYes();
  await expect(office.page.getByText('30 lavori sono ripartiti.').first()).toBeVisible();
  await expect(cause(office, FULL)).toHaveCount(0);
  for (const { email } of full) {
    await mailbox.mail(email, 1);
  }
  expect(await counts(mailbox, full), 'each once').toEqual(full.map(() => 1));
  expect(await counts(mailbox, gone), 'the others wait').toEqual(gone.map(() => 0));
  await expect(cause(office, NO_MAILBOX)).toHaveAttribute('data-count', '20');

  // One of the others is retried by itself, one is given up.
  await cause(office, NO_MAILBOX).getByTestId('cause-jobs').click();
  await expect(office.byId('job')).toHaveCount(20);
  await office.byId('job-open').first().click();
  await expect(office.byId('job-error')).toContainText(NO_MAILBOX);
  await office.byId('job-retry').click();
  await expect(office.byId('job-state')).not.toHaveAttribute('data-status', 'failed');
  await expect.poll(async () => sum(await counts(mailbox, gone))).toBe(1);

  await office.page.goto('/manage/queue/jobs?queue=emails&status=failed');
  await expect(office.byId('job')).toHaveCount(19);
  await office.byId('job-open').first().click();
  await office.byId('job-discard').click();
  await office.byId('reason').fill('Indirizzo inventato');
  await office.byId('reason-yes').click();
  await expect(cause(office, NO_MAILBOX)).toHaveAttribute('data-count', '18');
  await cause(office, NO_MAILBOX).getByTestId('cause-retry').click();
  await office.sayYes();
  await expect(office.byId('monitor-verdict')).toHaveAttribute('data-troubles', '0');
  await expect.poll(async () => sum(await counts(mailbox, gone))).toBe(19);
});

test('while the queue is paused a mail waits, and the log of mails finds it', async ({
  office,
  season,
  boxOffice,
  mailbox,
}) => {
  const { id } = await season.performance();
  await office.open('/manage/queue');
  await almostPauseMails(office);
  await pauseMails(office, 'Un momento');
  await expect(office.byId('trouble')).toHaveAttribute('data-kind', 'paused');
  const guest = aGuest();
  await boxOffice.ask(id, { guest });

  await office.page.goto('/manage/emails');
  await office.byId('search-recipient').getByRole('searchbox').fill(guest.email.slice(0, 18));
  await expect(office.byId('email')).toHaveCount(1);
  await expect(office.byId('email')).toHaveAttribute('data-status', 'queued');
  await expect(office.byId('email-to')).toHaveText(guest.email);
  expect(await mailbox.count(guest.email)).toBe(0);

  await office.page.goto('/manage/queue');
  await office.byId('trouble-resume').click();
  await mailbox.mail(guest.email, 1);
  await office.page.goto('/manage/emails?status=sent');
  await office.byId('search-recipient').getByRole('searchbox').fill(guest.email);
  await expect(office.byId('email')).toHaveCount(1);
  await office.byId('email-details').locator('summary').click();
  await expect(office.byId('email-details')).toContainText('Message-ID');
  const reference = await office.byId('email-reservation').innerText();

  // The same mail by its reservation; half a reference finds nothing and breaks nothing.
  await office.byId('filters-clear').click();
  await office.byId('search-reference').getByRole('searchbox').fill(reference.slice(0, 3));
  await expect(office.byId('state-empty')).toBeVisible();
  await office.byId('search-reference').getByRole('searchbox').fill(reference);
  await expect(office.byId('email-to')).toHaveText([guest.email]);
});

test('the company has another name and other colours, and the site has them at once', async ({
  office,
  page,
}) => {
  await office.open('/manage/company');
  const before = await office.page.request.get('/admin/company');
  const saved = (await before.json()) as { name: string | null };
  const name = office.byId('company-name');

  // A colour that nobody can read is not taken, and nothing that was typed is lost.
  await name.fill('Teatro della Darsena');
  await office.byId('company-accent_light').fill('#ffd166');
  await expect(office.byId('contrast-light')).toHaveAttribute('data-legible', 'false');
  await office.byId('company-save').click();
  await expect(office.byId('company-accent_light')).toBeFocused();

  await office.byId('company-accent_light').fill('#0b3d91');
  await office.byId('company-accent_dark').fill('#ffd166');
  await office.byId('company-contact_email').fill('ciao@darsena.example');
  await office.byId('company-contact_phone').fill('+39 010 5550100');
  await office.byId('company-footer_it').fill('Teatro sul molo, dal 1987.');
  await office.byId('company-privacy_it').fill('Prima riga.\n\nSeconda <b>riga</b>.');
  for (const shown of ['ciao@darsena.example', '+39 010 5550100']) {
    remember('email', shown);
  }
  await office.byId('company-save').click();
  await expect(office.byId('brand')).toHaveText('Teatro della Darsena');

  await openIn('it', page, '/');
  await expect(page.getByTestId('brand')).toHaveText('Teatro della Darsena');
  await expect(page).toHaveTitle(/Teatro della Darsena/);
  expect(await colourOf(page, 'light')).toBe('#0b3d91');
  expect(await colourOf(page, 'dark')).toBe('#ffd166');
  await expect(page.getByTestId('footer-words')).toHaveText('Teatro sul molo, dal 1987.');
  await expect(page.getByTestId('footer-contacts')).toContainText('+39 010 5550100');
  await page.getByTestId('privacy-link').click();
  await expect(page.getByTestId('company-privacy').locator('p')).toHaveText([
    'Prima riga.',
    'Seconda <b>riga</b>.',
  ]);
  await page.getByTestId('language-switch').click();
  await expect(page.getByTestId('company-privacy'), 'no English notice').toHaveCount(0);
  await expect(page.getByTestId('footer-words')).not.toHaveText('Teatro sul molo, dal 1987.');

  // Somebody else was faster: nothing is lost, and the person decides.
  await office.byId('company-footer_en').fill('Theatre on the pier.');
  await office.page.evaluate(async () => {
    const read = await fetch('/admin/company');
    const { version } = (await read.json()) as { version: number };
    const proof = /XSRF-TOKEN=([^;]+)/.exec(document.cookie)?.[1] ?? '';
    await fetch('/admin/company', {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', 'X-XSRF-TOKEN': proof },
      body: JSON.stringify({ version, contact_address: 'Molo 3' }),
    });
  });
  await office.byId('company-save').click();
  await expect(office.byId('stale')).toBeVisible();
  await expect(office.byId('company-footer_en')).toHaveValue('Theatre on the pier.');
  await office.byId('stale-mine').click();
  await expect(office.byId('stale')).toHaveCount(0);

  // Unsaved words are not left behind unasked.
  await name.fill('Mai salvato');
  await office.byId('room-queue').click();
  await office.byId('question-no').click();
  await expect(name).toHaveValue('Mai salvato');

  await name.fill(saved.name ?? '');
  for (const field of [
    'accent_light',
    'accent_dark',
    'contact_email',
    'contact_phone',
    'contact_address',
    'footer_it',
    'footer_en',
    'privacy_it',
  ]) {
    await office.byId(`company-${field}`).fill('');
  }
  await office.byId('company-save').click();
  await expect(office.byId('brand')).not.toHaveText('Teatro della Darsena');
  await page.goto('/');
  await expect(page.getByTestId('brand')).not.toHaveText('Teatro della Darsena');
  await expect.poll(() => colourOf(page, 'light')).toBe('');
  await expect(page.getByTestId('footer-words')).not.toHaveText('Teatro sul molo, dal 1987.');
  await expect(page.getByTestId('footer-contacts')).toHaveCount(0);
});

test('the logo stands at the head of the site until it is taken away', async ({ office, page }) => {
  await office.open('/manage/company');
  await office
    .byId('logo-file')
    .setInputFiles(drawing('marchio.png', { width: 320, height: 120 }, [0, 0, 0, 0]));
  await expect(office.byId('logo-now')).toBeVisible({ timeout: 20_000 });

  await openIn('it', page, '/');
  const logo = page.getByTestId('brand-logo');
  await expect(logo).toBeVisible();
  expect(await logo.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);

  await office.byId('logo-remove').click();
  await office.sayYes();
  await expect(office.byId('logo-now')).toHaveCount(0);
  await page.reload();
  await expect(logo).toHaveCount(0);
});

test('a person is told what is known of them, and is forgotten', async ({
  office,
  season,
  boxOffice,
  watch,
}) => {
  const guest = aGuest('Gelsomina');
  const { id } = await season.performance();
  const booked = await boxOffice.book(id, { guest });
  await office.open('/manage/privacy');
  await office.byId('person-email').fill('nessuno');
  await office.byId('person-export').click();
  await expect(office.byId('person-email')).toBeFocused();
  await office.byId('person-email').fill(guest.email);
  await office.byId('person-export').click();
  await expect(office.byId('person-reservation')).toHaveCount(1);
  await expect(office.byId('person-reservation')).toContainText(booked.reference);

  const downloading = office.page.waitForEvent('download');
  await office.byId('person-download').click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^dati-personali-\d{4}-\d\d-\d\d\.json$/);
  const told = JSON.parse(await readFile(await download.path(), 'utf8')) as {
    reservations: { name: string; reference: string }[];
  };
  expect(told.reservations).toMatchObject([{ name: guest.name, reference: booked.reference }]);

  // Seats to come are kept unless the person gives them back.
  await office.byId('person-erase').click();
  await office.sayYes();
  await expect(office.byId('person-erased')).toContainText(booked.reference);
  await expect(office.byId('person-erased').getByRole('listitem')).toHaveCount(1);
  await office.byId('upcoming-cancel').getByRole('radio').check();
  await office.byId('person-erase').click();
  await office.sayYes();
  await expect(office.byId('person-erased').getByRole('listitem')).toHaveCount(0);
  await office.byId('person-export').click();
  await expect(office.byId('person-found')).toBeVisible();
  await expect(office.byId('person-reservation')).toHaveCount(0);

  const asked = watch.requests.map((request) => decodeURIComponent(request.url()));
  expect(asked.filter((url) => url.includes(guest.email))).toEqual([]);
});

test('the log of acts names who did each of it', async ({ office }) => {
  await office.open('/manage/audit-log');
  const me = await office.page.request.get('/api/auth/me');
  const { user } = (await me.json()) as { user: { display_name: string } };
  for (const action of [
    'queue.paused',
    'queue.resumed',
    'job.failed_retried',
    'job.retried',
    'job.discarded',
    'company.updated',
    'person.exported',
    'person.erased',
  ]) {
    await office.page.goto(`/manage/audit-log?action=${action}`);
    const latest = office.byId('act').first();
    await expect(latest).toHaveAttribute('data-action', action);
    await expect(latest.getByTestId('act-by')).toHaveText(user.display_name);
  }
  await office.page.goto('/manage/audit-log?action=company.updated');
  await office.byId('act-details').first().locator('summary').click();
  await expect(office.byId('act-details').first()).toContainText('Teatro della Darsena');

  await office.byId('filter-actor').click();
  await office.page.getByRole('option', { name: 'Un ospite' }).click();
  await expect(office.byId('state-empty'), 'no guest edits the company').toBeVisible();
  await office.byId('filters-clear').click();
  await expect(office.byId('act').first()).toBeVisible();
});

function addresses(guests: readonly Guest[]): string[] {
  return guests.map(({ email }) => email);
}

function counts(
  mailbox: { count(address: string): Promise<number> },
  guests: readonly Guest[],
): Promise<number[]> {
  return Promise.all(guests.map(({ email }) => mailbox.count(email)));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
