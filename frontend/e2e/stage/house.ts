import { createHmac, randomBytes } from 'node:crypto';

import { type APIRequestContext, expect } from '@playwright/test';

import type { Admin } from '../../src/app/manage/api/models';
import { type Guest, aGuest } from './guest';
import { remember } from './ledger';
import { demoPassword } from './surroundings';

/** Somebody who works here, with an account of their own: the demo users stay as they are for everybody. */
export interface Member extends Guest {
  readonly username: string;
  readonly password: string;
}

/** Makes up somebody who has no account yet. */
export function aMember(firstName = 'Bice'): Member {
  const guest = aGuest(firstName);
  const username = guest.name.split(' ').at(-1)?.toLowerCase() ?? '';
  return { ...guest, username, password: aPassword() };
}

/** A password that nobody guesses. */
export function aPassword(): string {
  const password = randomBytes(12).toString('hex');
  remember('password', password);
  return password;
}

/** The accounts of the house, by the API. */
export class House {
  readonly #request: APIRequestContext;

  constructor(request: APIRequestContext) {
    this.#request = request;
  }

  /** Somebody of the door, with an account. */
  async member(firstName?: string): Promise<Member & { id: number }> {
    const member = aMember(firstName);
    const { username, password, email, name: display_name } = member;
    const made = await this.#request.post('/admin/users', {
      headers: await this.#proof(),
      data: { username, password, email, display_name, role: 'staff' } satisfies Admin['NewUser'],
    });
    expect(made.status()).toBe(201);
    const { id } = (await made.json()) as Admin['ManagedUser'];
    return { ...member, id };
  }

  /** Administrators who may log in. */
  async administrators(): Promise<Admin['ManagedUser'][]> {
    await this.#proof();
    const listed = await this.#request.get('/admin/users', { params: { page_size: 100 } });
    expect(listed.status()).toBe(200);
    const { results, total } = (await listed.json()) as Admin['ManagedUserList'];
    expect(results, 'all users fit on a page').toHaveLength(total);
    return results.filter(({ role, disabled_at: since }) => role === 'admin' && !since);
  }

  /** The header that goes with the session's cookie. Logs in as the demo administrator first. */
  async #proof(): Promise<Record<string, string>> {
    const token = await this.#xsrfToken();
    if (token !== undefined) {
      return { 'X-XSRF-TOKEN': token };
    }
    const data = { username: 'admin', password: demoPassword() };
    expect((await this.#request.post('/api/auth/login', { data })).status()).toBe(200);
    return { 'X-XSRF-TOKEN': (await this.#xsrfToken()) ?? '' };
  }

  async #xsrfToken(): Promise<string | undefined> {
    const { cookies } = await this.#request.storageState();
    return cookies.find(({ name }) => name === 'XSRF-TOKEN')?.value;
  }
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const STEP_SECONDS = 30;

/** What an authenticator app shows for `secret` (RFC 6238, SHA-1, six digits), so many steps of 30 seconds from now. */
export function appCode(secret: string, stepsFromNow = 0): string {
  const bits = secret
    .replace(/\s/g, '')
    .replace(/./g, (digit) => BASE32.indexOf(digit).toString(2).padStart(5, '0'));
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 1000 / STEP_SECONDS) + stepsFromNow));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const number = (mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000;
  return String(number).padStart(6, '0');
}
