// Guests of the tests: they book as the web app does, and repeat under their idempotency key when no answer comes.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a guest tries before he gives up. */
const PATIENCE = 30_000;

export class Guests {
  #deployment;
  #number = 0;

  /** @param {import('./deployment.mjs').Deployment} deployment */
  constructor(deployment) {
    this.#deployment = deployment;
  }

  /**
   * Asks for seats until there is an answer.
   * @returns {Promise<{email: string, reference: string, tries: number}>}
   */
  async request(performance, { partySize = 1 } = {}) {
    this.#number += 1;
    const email = `guest-${this.#number}-${randomUUID().slice(0, 8)}@example.org`;
    const answer = await this.#patiently(`/api/performances/${performance}/reservations`, {
      method: 'POST',
      headers: { 'Idempotency-Key': randomUUID(), Origin: this.#deployment.siteUrl },
      json: {
        name: 'Ada Prova',
        email,
        party_size: partySize,
        locale: 'it',
        privacy_accepted: true,
      },
    });
    assert.equal(answer.status, 201, answer.text);
    return { email, reference: answer.json().reference, tries: answer.tries };
  }

  /** Confirms by the link in the mail; answers the ticket's token. */
  async confirm({ email }) {
    const token = await this.tokenIn(email, 'confirm');
    const answer = await this.#patiently('/api/reservations/confirm', {
      method: 'POST',
      headers: { Origin: this.#deployment.siteUrl },
      json: { token },
    });
    assert.equal(answer.status, 200, answer.text);
    return answer.json().ticket_token;
  }

  /** The secret in the link to `page` of a mail to `email`; waits for the mail. */
  async tokenIn(email, page, seconds = 60) {
    const link = new RegExp(`${page}#([A-Za-z0-9_.-]+)`);
    const deadline = Date.now() + seconds * 1000;
    for (;;) {
      for (const mail of await this.mailsTo(email)) {
        const found = link.exec(`${mail.text ?? ''} ${mail.html ?? ''}`);
        if (found) return found[1];
      }
      assert.ok(Date.now() < deadline, `no mail with a link to ${page} after ${seconds} s`);
      await sleep(200);
    }
  }

  async mailsTo(email) {
    const query = new URLSearchParams({ 'to.address': email });
    const answer = await fetch(`${this.#deployment.mailboxUrl}/api/email?${query}`);
    return answer.json();
  }

  async ticket(token) {
    const answer = await this.#patiently('/api/tickets/view', {
      method: 'POST',
      headers: { Origin: this.#deployment.siteUrl },
      json: { token },
    });
    assert.equal(answer.status, 200, answer.text);
    return answer.json();
  }

  async #patiently(where, request) {
    const deadline = Date.now() + PATIENCE;
    for (let tries = 1; ; tries += 1) {
      let why;
      try {
        const answer = await this.#deployment.ask(where, { ...request, timeout: 15_000 });
        if (answer.status < 500 && !(answer.status === 409 && answer.text.includes('in_flight')))
          return { ...answer, tries };
        why = `${answer.status} ${answer.text}`;
      } catch (error) {
        why = error.message;
      }
      assert.ok(Date.now() < deadline, `no answer in ${PATIENCE / 1000} s, last: ${why}`);
      await sleep(200);
    }
  }
}

/**
 * Guests who book one after the other, several at once, until they are told to stop.
 * @param {(guests: Guests) => Promise<{tries: number}>} visit
 */
export function crowd(guests, visit, { atOnce = 6, pause = 50 } = {}) {
  const visits = [];
  const failures = [];
  let going = true;
  const loops = Array.from({ length: atOnce }, async () => {
    while (going) {
      const began = Date.now();
      try {
        visits.push({ ...(await visit(guests)), took: Date.now() - began });
      } catch (error) {
        failures.push(error);
      }
      await sleep(pause);
    }
  });
  return {
    /** Those who came so far. */
    get count() {
      return visits.length;
    },
    async stop() {
      going = false;
      await Promise.all(loops);
      const repeated = visits.filter(({ tries }) => tries > 1).length;
      const slowest = Math.max(0, ...visits.map(({ took }) => took));
      return { visits, failures, repeated, slowest };
    },
  };
}
