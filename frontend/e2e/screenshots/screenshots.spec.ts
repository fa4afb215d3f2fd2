import { randomBytes } from 'node:crypto';

import { mailboxUrl } from '../stage/surroundings';
import { expect, test } from '../stage/story';
import { hang } from './gallery';

const PHONE = {
  viewport: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
};

/** A guest with a name for the wall; the address is new each time, so that the mails are this run's. */
const guest = {
  name: 'Anna Bianchi',
  email: `anna.bianchi.${randomBytes(4).toString('hex')}@posta.example`,
};

test.describe('at a desk', () => {
  test.use({ viewport: { width: 1280, height: 900 }, colorScheme: 'light' });

  test('the season', async ({ page }) => {
    await page.goto('/');
    await expect(page.getByTestId('show-card').first()).toBeVisible();
    await expect(page.getByTestId('next-performance').first()).toBeVisible();
    await hang(page, 'season-1280');
  });

  test('a show', async ({ page, season }) => {
    await page.goto(`/shows/${(await season.soldOut()).show.slug}`);
    await expect(page.getByTestId('performance-row').first()).toBeVisible();
    await hang(page, 'show-1280');
  });
});

test.describe('on a phone', () => {
  test.use({ ...PHONE, colorScheme: 'light' });

  test('booking', async ({ page, season }) => {
    await page.goto(`/performances/${(await season.performance()).id}/book`);
    await page.getByTestId('booking-name').fill(guest.name);
    await page.getByTestId('booking-email').fill('anna.bianchi@posta.example');
    await page.getByRole('heading', { level: 1 }).evaluate((heading) => {
      heading.scrollIntoView();
      scrollBy(0, -80);
    });
    await hang(page, 'booking-390');
  });

  test('the ticket and its mail', async ({ page, season, boxOffice, mailbox, watch }) => {
    // The mail is looked at where it arrived.
    watch.expects(/foreign host|favicon\.ico/);
    const booked = await boxOffice.book((await season.performance()).id, { guest, party: 3 });
    await mailbox.mail(guest.email, 2);
    await page.goto(booked.ticketUrl);
    await expect(page.getByTestId('ticket-qr')).toBeVisible();
    await hang(page, 'ticket-390');

    const mails = await fetch(`${mailboxUrl()}/api/email?to.address=${guest.email}&sort=asc`);
    const [, ticket] = (await mails.json()) as { id: string }[];
    await page.setViewportSize({ width: 720, height: 960 });
    await page.goto(`${mailboxUrl()}/api/email/${ticket?.id ?? ''}/html`);
    await hang(page, 'mail');
  });
});

test.describe('at the door, in the dark', () => {
  test.use({ ...PHONE, colorScheme: 'dark' });

  test('the verdict', async ({ season, boxOffice, door }) => {
    const { id } = await season.performance();
    const booked = await boxOffice.bookAndPrint(id, {
      guest: { name: 'Marco Rinaldi', email: `marco.${guest.email}` },
      party: 4,
    });
    await door.standAt(id);
    await door.scan(booked.picture, 'ready');
    await door.admit();
    await hang(door.page, 'check-in-390');
  });
});
