// A certificate authority of a test's own, for names that no public one would vouch for.
import { generate } from 'selfsigned';

const DAY = 24 * 3600 * 1000;
const KIND = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' };

export class Authority {
  #key;

  /** @param {{cert: string, private: string}} pair */
  constructor(pair) {
    this.certificate = pair.cert;
    this.#key = pair.private;
  }

  static async found() {
    const extensions = [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ];
    return new Authority(await generate(subject('Authority of a test'), { ...KIND, extensions }));
  }

  /**
   * A certificate for `names`, with its key, both PEM.
   * @param {string[]} names
   * @param {{from?: number, until?: number}} [days]   when it is in force, in days from now
   */
  async issue(names, { from = -1, until = 80 } = {}) {
    const pair = await generate(subject(names[0]), {
      ...KIND,
      notBeforeDate: new Date(Date.now() + from * DAY),
      notAfterDate: new Date(Date.now() + until * DAY),
      ca: { key: this.#key, cert: this.certificate },
      extensions: [
        { name: 'basicConstraints', cA: false, critical: true },
        { name: 'keyUsage', digitalSignature: true, critical: true },
        { name: 'extKeyUsage', serverAuth: true },
        { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
      ],
    });
    return { certificate: pair.cert, key: pair.private };
  }
}

function subject(value) {
  return [{ name: 'commonName', value }];
}
