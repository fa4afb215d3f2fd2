import { expect } from '@playwright/test';
import PostalMime, { type Attachment, type Email } from 'postal-mime';

import { remember } from './ledger';
import { type Picture, readPng } from './picture';
import { mailboxUrl, siteUrl } from './surroundings';

/** How long a mail may take from the click to the mailbox; in truth it is a fraction of a second. */
const MAIL_TIMEOUT = 20_000;

interface Received {
  readonly id: string;
}

/** The mailbox of the local system: a real SMTP server that keeps what it is given. */
export class Mailbox {
  /**
   * The `nth` mail to `address`, counted from 1; waits for it. Guests have addresses of their own, so the
   * count is that of one booking: the request to confirm, the ticket, the cancellation.
   */
  async mail(address: string, nth: number): Promise<Mail> {
    await expect
      .poll(() => this.count(address), { message: `mails to the guest`, timeout: MAIL_TIMEOUT })
      .toBeGreaterThanOrEqual(nth);
    const received = (await this.#received(address))[nth - 1];
    if (!received) {
      throw new Error(`Mail ${nth} went away again.`);
    }
    const source = await fetch(`${mailboxUrl()}/api/email/${received.id}/source`);
    return new Mail(await PostalMime.parse(await source.arrayBuffer()));
  }

  /** How many mails to `address` have arrived until now. */
  async count(address: string): Promise<number> {
    return (await this.#received(address)).length;
  }

  async #received(address: string): Promise<Received[]> {
    const query = new URLSearchParams({ 'to.address': address, sort: 'asc' });
    const answer = await fetch(`${mailboxUrl()}/api/email?${query}`);
    expect(answer.ok, 'the mailbox answers').toBe(true);
    return (await answer.json()) as Received[];
  }
}

/** A mail as it came over the wire. */
export class Mail {
  readonly #email: Email;

  constructor(email: Email) {
    this.#email = email;
  }

  get subject(): string {
    return this.#email.subject ?? '';
  }

  get html(): string {
    return this.#email.html ?? '';
  }

  get text(): string {
    return this.#email.text ?? '';
  }

  /** Value of the first header called `name`; undefined if there is none. */
  header(name: string): string | undefined {
    return this.#email.headers.find(({ key }) => key === name.toLowerCase())?.value;
  }

  /** The one attached file of this type. */
  attached(mimeType: string): Uint8Array {
    return content(this.#only((part) => part.mimeType === mimeType && !part.contentId, mimeType));
  }

  /** The picture that the HTML shows by its content id. */
  get inlinePicture(): Picture {
    const shown = /src="cid:([^"]+)"/.exec(this.html)?.[1] ?? 'none';
    const part = this.#only((each) => each.contentId === `<${shown}>`, 'picture in the text');
    expect(part.mimeType).toBe('image/png');
    expect(part.disposition).toBe('inline');
    return readPng(content(part));
  }

  /** The link to the `page` of the site, which both the HTML and the plain text must carry. */
  linkTo(page: 'confirm' | 'ticket' | 'reset-password'): string {
    const link = new RegExp(`${siteUrl()}/${page}(?:\\?[a-z=]+)?#([A-Za-z0-9_-]{22,})`);
    const inText = link.exec(this.text);
    const inHtml = link.exec(this.html.replaceAll('&amp;', '&'));
    expect(inText?.[0], `link to ${page} in the plain text`).toBeDefined();
    expect(inHtml?.[0], `link to ${page} in the HTML`).toBe(inText?.[0]);
    remember('token', inText?.[1] ?? '');
    return inText?.[0] ?? '';
  }

  #only(wanted: (part: Attachment) => boolean, what: string): Attachment {
    const [part, ...others] = this.#email.attachments.filter(wanted);
    if (!part || others.length > 0) {
      throw new Error(`Expected one ${what} in the mail, found ${others.length + (part ? 1 : 0)}.`);
    }
    return part;
  }
}

function content(part: Attachment): Uint8Array {
  return typeof part.content === 'string'
    ? new TextEncoder().encode(part.content)
    : new Uint8Array(part.content);
}
