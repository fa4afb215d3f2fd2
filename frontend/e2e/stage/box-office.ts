import { randomUUID } from 'node:crypto';

import { type APIRequestContext, expect } from '@playwright/test';

import type {
  Confirmation,
  ReservationAccepted,
  ReservationRequest,
  Ticket,
} from '../../src/app/core/api/models';
import { type Guest, aGuest } from './guest';
import { remember } from './ledger';
import type { Mailbox } from './mailbox';
import type { Picture } from './picture';
import { siteUrl } from './surroundings';

/** A confirmed booking. */
export interface Booked {
  readonly guest: Guest;
  readonly reference: string;
  /** Opens the ticket page; it is also the text of the QR code. */
  readonly ticketUrl: string;
  readonly token: string;
}

/** How a booking that a test needs, but is not about, differs from the usual: two people, in Italian. */
export interface Wishes {
  readonly party?: number;
  readonly guest?: Guest;
}

/** Makes bookings through the API, for tests that start after the booking. */
export class BoxOffice {
  readonly #request: APIRequestContext;
  readonly #mailbox: Mailbox;

  constructor(request: APIRequestContext, mailbox: Mailbox) {
    this.#request = request;
    this.#mailbox = mailbox;
  }

  /** Asks for seats; returns the link to confirm them, from the guest's mail. */
  async request(performanceId: number, wishes: Wishes = {}): Promise<string> {
    const { guest = aGuest() } = wishes;
    await this.ask(performanceId, { ...wishes, guest });
    return (await this.#mailbox.mail(guest.email, 1)).linkTo('confirm');
  }

  /** Asks for seats; the mail may arrive whenever it will. */
  async ask(performanceId: number, wishes: Wishes = {}): Promise<void> {
    const { guest = aGuest(), party = 2 } = wishes;
    const accepted = await this.#request.post(`/api/performances/${performanceId}/reservations`, {
      headers: { 'Idempotency-Key': randomUUID() },
      data: {
        ...guest,
        party_size: party,
        locale: 'it',
        privacy_accepted: true,
      } satisfies ReservationRequest,
    });
    expect(accepted.status()).toBe(201);
    expect(((await accepted.json()) as ReservationAccepted).status).toBe('pending');
  }

  /** Books and confirms. */
  async book(performanceId: number, wishes: Wishes = {}): Promise<Booked> {
    const { guest = aGuest() } = wishes;
    const link = await this.request(performanceId, { ...wishes, guest });
    const confirmed = await this.#request.post('/api/reservations/confirm', {
      data: { token: tokenOf(link) },
    });
    expect(confirmed.status()).toBe(200);
    const { reference, ticket_token: token } = (await confirmed.json()) as Confirmation;
    remember('token', token);
    return { guest, reference, token, ticketUrl: `${siteUrl()}/ticket#${token}` };
  }

  /** Books and confirms; returns the QR code of the ticket mail as well. */
  async bookAndPrint(
    performanceId: number,
    wishes: Wishes = {},
  ): Promise<Booked & { picture: Picture }> {
    const booked = await this.book(performanceId, wishes);
    const mail = await this.#mailbox.mail(booked.guest.email, 2);
    return { ...booked, picture: mail.inlinePicture };
  }

  /** Cancels a booking as its guest would. */
  async cancel(booked: Booked): Promise<void> {
    const answer = await this.#request.post('/api/reservations/cancel', {
      data: { token: booked.token },
    });
    expect(answer.status()).toBe(200);
  }

  /** The ticket as the server has it now. */
  async ticket(booked: Booked): Promise<Ticket> {
    const answer = await this.#request.post('/api/tickets/view', { data: { token: booked.token } });
    expect(answer.status()).toBe(200);
    return (await answer.json()) as Ticket;
  }
}

/** The secret behind the `#` of a mail's link. */
export function tokenOf(link: string): string {
  return new URL(link).hash.slice(1);
}
