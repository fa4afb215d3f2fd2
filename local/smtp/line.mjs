import net from 'node:net';

const LOOPBACK = '127.0.0.1';

/**
 * The wire between clients and the SMTP conversation: it can be cut or frozen whatever the conversation is doing, TLS
 * handshakes and idle pooled connections included, because it passes bytes and understands none.
 */
export class Line {
  #host;
  #behaviour;
  #record;
  #inner;
  #outer;
  #port = 0;
  #pairs = new Set();
  #settled = Promise.resolve();

  constructor({ host = LOOPBACK, behaviour, record, serve }) {
    this.#host = host;
    this.#behaviour = behaviour;
    this.#record = record;
    this.#inner = net.createServer(serve);
    this.#outer = net.createServer((client) => this.#accept(client));
  }

  get connections() {
    return this.#pairs.size;
  }

  /** Listens on `port` (0: any free one), and answers which one it is. */
  async open(port) {
    await listen(this.#inner, LOOPBACK, 0);
    await listen(this.#outer, this.#host, port);
    this.#port = this.#outer.address().port;
    this.#behaviour.on('change', () => this.#follow());
    return this.#port;
  }

  /** Resolves once the listener does what the behaviour says; fails when the port was lost to another program. */
  get settled() {
    return this.#settled;
  }

  cutAll() {
    for (const { client, server } of this.#pairs) {
      client.destroy();
      server.destroy();
    }
  }

  #accept(client) {
    this.#record.event('connection');
    const server = net.connect(this.#inner.address().port, LOOPBACK);
    const pair = { client, server };
    this.#pairs.add(pair);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ]) {
      one.on('error', () => other.destroy());
      one.on('close', () => {
        other.destroySoon();
        this.#pairs.delete(pair);
      });
    }
    if (this.#behaviour.values.line === 'up') join(pair);
  }

  #follow() {
    const { line } = this.#behaviour.values;
    for (const pair of this.#pairs) (line === 'up' ? join : part)(pair);
    if (line === 'down') this.cutAll();
    this.#settled = this.#settled.catch(() => {}).then(() => this.#listenOrNot(line !== 'down'));
    this.#settled.catch(() => {}); // told to whoever asks
  }

  async #listenOrNot(wanted) {
    if (wanted === this.#outer.listening) return;
    if (wanted) await listen(this.#outer, this.#host, this.#port);
    else await new Promise((resolve) => this.#outer.close(resolve));
  }
}

function join({ client, server }) {
  if (client.joined) return;
  client.joined = true;
  client.pipe(server);
  server.pipe(client);
}

function part({ client, server }) {
  if (!client.joined) return;
  client.joined = false;
  client.unpipe(server).pause();
  server.unpipe(client).pause();
}

function listen(server, host, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
