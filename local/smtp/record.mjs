/** What the server has seen: mails in full and one event for each decision. */
export class Record {
  mails = [];
  events = [];
  #nextId = 1;

  event(kind, code, address) {
    this.events.push({ at_ms: Date.now(), kind, code, address });
  }

  /** Files a mail and hands it back, so that its `answered` can be set later. */
  mail({ from, to, user, tls, raw }) {
    const now = new Date();
    const mail = {
      id: this.#nextId++,
      arrived_at: now.toISOString(),
      arrived_ms: now.getTime(),
      from,
      to,
      user,
      tls,
      message_id: /^message-id:\s*(\S+)/im.exec(headerOf(raw))?.[1] ?? null,
      answered: false,
      raw,
    };
    this.mails.push(mail);
    return mail;
  }

  clear() {
    this.mails = [];
    this.events = [];
  }
}

function headerOf(raw) {
  const end = raw.search(/\r?\n\r?\n/);
  return end === -1 ? raw : raw.slice(0, end);
}
