import type { Page } from '@playwright/test';

import { aGuest } from '../stage/guest';
import type { Mail } from '../stage/mailbox';
import { withDatabase } from '../stage/records';
import { expect, test } from '../stage/story';
import { siteUrl } from '../stage/surroundings';

/** Longer than any page waits with what it does by itself. */
const PATIENCE = 3_000;

/** Requests that a page may send by itself though they are no GET: a secret is shown to nobody in an address. */
const READING = '/api/tickets/view';

/** Every address of a mail, in its text and in its HTML. */
function linksOf(mail: Mail): string[] {
  const inHtml = [...mail.html.matchAll(/href="([^"]+)"/g)].map(([, link = '']) =>
    link.replaceAll('&amp;', '&'),
  );
  const inText = [...mail.text.matchAll(/https?:\/\/[^\s>)]+/g)].map(([link]) => link);
  return [...new Set([...inHtml, ...inText])].filter((link) => link.startsWith(siteUrl()));
}

/** All that the house knows about somebody's booking and account, as the rows of the database hold it. */
function recordsOf(email: string): Promise<string> {
  return withDatabase(async (client) => {
    const { rows } = await client.query(
      `SELECT to_jsonb(r) AS row FROM reservations r WHERE r.email = $1
       UNION ALL SELECT to_jsonb(t) FROM reservation_tokens t JOIN reservations r ON r.id = t.reservation_id WHERE r.email = $1
       UNION ALL SELECT to_jsonb(c) FROM check_ins c JOIN reservations r ON r.id = c.reservation_id WHERE r.email = $1
       UNION ALL SELECT jsonb_build_object('mail', d.id) FROM email_deliveries d
         JOIN reservations r ON r.id = d.reservation_id WHERE r.email = $1
       UNION ALL SELECT jsonb_build_object('confirmed_seats', p.confirmed_seats) FROM performances p
         JOIN reservations r ON r.performance_id = p.id WHERE r.email = $1
       UNION ALL SELECT to_jsonb(u) FROM staff_users u WHERE u.email = $1
       UNION ALL SELECT to_jsonb(w) FROM password_resets w JOIN staff_users u ON u.id = w.user_id WHERE u.email = $1`,
      [email],
    );
    return JSON.stringify(rows, undefined, 1);
  });
}

/** Does as mail scanners do: asks for each address, opens it in a browser, scrolls, and waits for what may come. */
async function openAll(page: Page, mail: Mail): Promise<void> {
  const sent: string[] = [];
  page.on('request', (request) => {
    if (!['GET', 'HEAD'].includes(request.method()) && !request.url().endsWith(READING)) {
      sent.push(`${request.method()} ${new URL(request.url()).pathname}`);
    }
  });
  const links = linksOf(mail);
  expect(links.length).toBeGreaterThan(0);
  for (const link of links) {
    await page.request.head(link);
    await page.request.get(link);
    await page.goto(link, { waitUntil: 'networkidle' });
    await page.mouse.wheel(0, 5_000);
    await page.mouse.move(200, 300);
    await page.waitForTimeout(PATIENCE);
  }
  expect(sent, 'requests that could change something').toEqual([]);
}

test('who opens every link of every mail, and waits, has changed nothing', async ({
  browser,
  page,
  season,
  mailbox,
  boxOffice,
  house,
  request,
}) => {
  test.slow();
  const scanner = await browser.newContext();
  const theirs = await scanner.newPage();
  const { id } = await season.performance();
  const guest = aGuest();

  await test.step('the request to confirm', async () => {
    const link = await boxOffice.request(id, { guest });
    const before = await recordsOf(guest.email);
    expect(before).toContain('pending');
    await openAll(theirs, await mailbox.mail(guest.email, 1));
    expect(await recordsOf(guest.email)).toBe(before);
    await page.goto(link);
    await page.getByTestId('confirm-button').click();
    await expect(page.getByTestId('confirm-success')).toHaveAttribute('data-already', 'false');
  });

  await test.step('the ticket', async () => {
    const mail = await mailbox.mail(guest.email, 2);
    const before = await recordsOf(guest.email);
    expect(before).toContain('confirmed');
    await openAll(theirs, mail);
    expect(await recordsOf(guest.email)).toBe(before);
  });

  await test.step('a new password', async () => {
    const member = await house.member();
    const asked = await request.post('/api/auth/password-reset', { data: { email: member.email } });
    expect(asked.status()).toBe(202);
    const mail = await mailbox.mail(member.email, 1);
    const before = await recordsOf(member.email);
    await openAll(theirs, mail);
    expect(await recordsOf(member.email)).toBe(before);
    await page.goto(mail.linkTo('reset-password'));
    await expect(page.getByTestId('reset-password')).toBeVisible();
  });
  await scanner.close();
});
