import { setTimeout as sleep } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

const TLS_OPTIONS = {
  none: { secure: false, disabledCommands: ['STARTTLS'] },
  starttls: { secure: false, disabledCommands: [] },
  implicit: { secure: true, disabledCommands: ['STARTTLS'] },
};

/** What the server says: one SMTP server for each TLS mode, all with the same manners. */
export class Conversation {
  #behaviour;
  #record;
  #servers;
  /** Raw sockets by the port of their other end, which is how a session names its connection. */
  #sockets = new Map();

  constructor({ behaviour, record, cert, key }) {
    this.#behaviour = behaviour;
    this.#record = record;
    this.#servers = Object.fromEntries(
      Object.entries(TLS_OPTIONS).map(([mode, options]) => [
        mode,
        this.#server({ ...options, cert, key }),
      ]),
    );
  }

  /** Takes over a fresh connection. */
  serve(socket) {
    const { remotePort } = socket;
    this.#sockets.set(remotePort, socket);
    socket.once('close', () => this.#sockets.delete(remotePort));
    this.#servers[this.#behaviour.values.tls].server.emit('connection', socket);
  }

  #server(options) {
    const server = new SMTPServer({
      ...options,
      name: 'localhost',
      banner: 'scriptable server',
      size: 20 * 1024 * 1024,
      authOptional: true,
      allowInsecureAuth: true,
      disableReverseLookup: true,
      logger: false,
      onAuth: (login, _session, done) => this.#login(login, done),
      onMailFrom: (address, session, done) => this.#sender(address.address, session, done),
      onRcptTo: (address, _session, done) => this.#recipient(address.address, done),
      onData: (stream, session, done) => this.#message(stream, session, done),
    });
    // A client that goes away in the middle is part of what is tested.
    server.on('error', () => {});
    return server;
  }

  #login({ username, password }, done) {
    const { login, user, password: expected } = this.#behaviour.values;
    if (login === 'refused' || username !== user || password !== expected) {
      this.#record.event('login', 535);
      return done(refusal(535, '5.7.8 Authentication credentials invalid'));
    }
    this.#record.event('login', 235);
    return done(null, { user: username });
  }

  #sender(address, session, done) {
    if (this.#behaviour.values.login === 'required' && !session.user) {
      this.#record.event('sender', 530, address);
      return done(refusal(530, '5.7.0 Authentication required'));
    }
    this.#record.event('sender', 250, address);
    return done();
  }

  async #recipient(address, done) {
    const domain = address.split('@').at(-1).toLowerCase();
    if (domain === 'refuse.test') {
      this.#record.event('recipient', 550, address);
      return done(refusal(550, '5.1.1 No such mailbox here'));
    }
    if (domain === 'greylist.test') {
      this.#record.event('recipient', 451, address);
      return done(refusal(451, '4.7.1 Greylisted, try again later'));
    }
    if (domain === 'slow.test') await sleep(2000);
    this.#record.event('recipient', 250, address);
    return done();
  }

  async #message(stream, session, done) {
    const chunks = [];
    try {
      for await (const chunk of stream) chunks.push(chunk);
    } catch {
      return; // cut in the middle of the message: nobody is left to answer
    }
    const { delay_ms: delay, drop, message_reply: reply } = this.#behaviour.values;
    const mail = reply
      ? undefined
      : this.#record.mail({
          from: session.envelope.mailFrom.address,
          to: session.envelope.rcptTo.map(({ address }) => address),
          user: session.user ?? null,
          tls: session.secure,
          raw: Buffer.concat(chunks).toString('utf8'),
        });
    await sleep(delay);
    if (drop) {
      this.#sockets.get(session.remotePort)?.destroy();
      return;
    }
    this.#record.event('message', reply?.code ?? 250);
    if (reply) return done(refusal(reply.code, reply.text));
    mail.answered = true;
    return done(null, `2.0.0 Ok, kept as ${mail.id}`);
  }
}

function refusal(code, words) {
  return Object.assign(new Error(words), { responseCode: code });
}
