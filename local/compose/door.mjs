import assert from 'node:assert/strict';

/** Somebody of the staff with a phone. */
export class Door {
  constructor(deployment, cookie, token) {
    this.deployment = deployment;
    this.headers = { Cookie: cookie, 'X-XSRF-TOKEN': token, Origin: deployment.siteUrl };
  }

  static async open(deployment) {
    const answer = await deployment.ask('/api/auth/login', {
      method: 'POST',
      headers: { Origin: deployment.siteUrl },
      json: { username: 'staff', password: deployment.demoPassword },
    });
    assert.equal(answer.status, 200, answer.text);
    const cookies = answer.headers['set-cookie'].map((cookie) => cookie.split(';')[0]);
    const token = cookies.find((cookie) => cookie.startsWith('XSRF-TOKEN=')).split('=')[1];
    return new Door(deployment, cookies.join('; '), token);
  }

  post(act, json) {
    return this.deployment.ask(`/api/check-in/${act}`, {
      method: 'POST',
      headers: this.headers,
      json,
    });
  }
}
