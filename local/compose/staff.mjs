import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';

/** Somebody of the staff, logged in: with a phone at the door, or in the office. */
export class Staff {
  #deployment;
  #headers;

  constructor(deployment, cookie, token) {
    this.#deployment = deployment;
    this.#headers = { Cookie: cookie, 'X-XSRF-TOKEN': token, Origin: deployment.siteUrl };
  }

  static async login(deployment, username = 'staff', password = deployment.demoPassword) {
    const answer = await deployment.ask('/api/auth/login', {
      method: 'POST',
      headers: { Origin: deployment.siteUrl },
      json: { username, password },
    });
    assert.equal(answer.status, 200, answer.text);
    const cookies = answer.headers['set-cookie'].map((cookie) => cookie.split(';')[0]);
    const token = cookies.find((cookie) => cookie.startsWith('XSRF-TOKEN=')).split('=')[1];
    return new Staff(deployment, cookies.join('; '), token);
  }

  ask(method, where, json, { headers, body } = {}) {
    return this.#deployment.ask(where, {
      method,
      json,
      body,
      headers: { ...this.#headers, ...headers },
    });
  }

  /** What the check-in screen asks. */
  atDoor(act, json) {
    return this.ask('POST', `/api/check-in/${act}`, json);
  }

  /** Sets up a second step at login, with an app that shows codes. */
  async takeSecondStep(password) {
    const begun = await this.ask('POST', '/api/auth/second-factor', { current_password: password });
    assert.ok(begun.status < 300, begun.text);
    const code = codeOf(begun.json().secret);
    const confirmed = await this.ask('POST', '/api/auth/second-factor/confirm', { code });
    assert.equal(confirmed.status, 200, confirmed.text);
  }
}

/** What an app shows now for a secret in base32 (RFC 6238 over RFC 4226: 30 s, six digits, SHA-1). */
function codeOf(secret) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/[\s=]/g, '')]
    .map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const number = mac.readUInt32BE(mac.at(-1) & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}
