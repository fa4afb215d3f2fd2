import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long the mail with the link may take, in milliseconds; in truth it is a fraction of a second. */
const PATIENCE = 30_000;

/**
 * The pages that visitors see most. The ticket is a real one: it is booked, and confirmed by the link in its mail.
 * @param {string} site      origin of the site
 * @param {string} mailbox   origin of the mailbox
 * @returns {Promise<{name: string, path: string, ofOneGuest: boolean}[]>}
 */
export async function visitorPages(site, mailbox) {
  const { results } = await ask(`${site}/api/performances?page_size=20`);
  const open = results.find(
    ({ status, booking_enabled, available_seats }) =>
      status === 'open' && booking_enabled && available_seats > 1,
  );
  if (!open) throw new Error('There is no performance that could be booked.');
  const ticket = await book(site, mailbox, open.id);
  return [
    { name: 'season', path: '/', ofOneGuest: false },
    { name: 'show', path: `/shows/${open.show.slug}`, ofOneGuest: false },
    { name: 'booking', path: `/performances/${open.id}/book`, ofOneGuest: false },
    { name: 'ticket', path: `/ticket#${ticket}`, ofOneGuest: true },
  ];
}

/** Books two seats and answers the ticket's token. */
async function book(site, mailbox, performance) {
  const email = `lighthouse-${randomUUID().slice(0, 8)}@example.org`;
  await ask(`${site}/api/performances/${performance}/reservations`, {
    name: 'Ada Prova',
    email,
    party_size: 2,
    locale: 'it',
    privacy_accepted: true,
  });
  const token = await tokenInMail(mailbox, email);
  return (await ask(`${site}/api/reservations/confirm`, { token })).ticket_token;
}

async function tokenInMail(mailbox, email) {
  const query = new URLSearchParams({ 'to.address': email });
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await sleep(200)) {
    const [mail] = await ask(`${mailbox}/api/email?${query}`);
    const token = /\/confirm#([A-Za-z0-9_-]{22,})/.exec(mail?.text ?? '')?.[1];
    if (token) return token;
  }
  throw new Error('The mail with the link to confirm did not come.');
}

async function ask(url, body) {
  const answer = await fetch(
    url,
    body && {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
      body: JSON.stringify(body),
    },
  );
  if (!answer.ok) throw new Error(`${new URL(url).pathname} answered ${answer.status}.`);
  return answer.json();
}
