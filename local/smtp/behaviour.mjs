import { EventEmitter } from 'node:events';

const oneOf =
  (...allowed) =>
  (value) =>
    allowed.includes(value) || `one of ${allowed.join(', ')}`;
const text = (value) => typeof value === 'string' || 'text';
const milliseconds = (value) =>
  (Number.isInteger(value) && value >= 0) || 'milliseconds, a whole number from 0';
const flag = (value) => typeof value === 'boolean' || 'true or false';
const reply = (value) =>
  value === null ||
  (Number.isInteger(value?.code) &&
    value.code >= 400 &&
    value.code <= 599 &&
    typeof value.text === 'string') ||
  'null or {"code": 400 to 599, "text": "..."}';

/** Each setting with the check of its values: true, or what was expected. */
const CHECKS = {
  line: oneOf('up', 'frozen', 'down'),
  tls: oneOf('none', 'starttls', 'implicit'),
  login: oneOf('optional', 'required', 'refused'),
  user: text,
  password: text,
  delay_ms: milliseconds,
  drop: flag,
  message_reply: reply,
};

/** How the server behaves now. Emits `change` after each change. */
export class Behaviour extends EventEmitter {
  #atStart;

  constructor({ tls }) {
    super();
    this.values = {
      line: 'up',
      tls: 'none',
      login: 'optional',
      user: 'theatre',
      password: 'curtain',
      delay_ms: 0,
      drop: false,
      message_reply: null,
    };
    this.change({ tls });
    this.#atStart = { ...this.values };
  }

  /** Applies all of `changes` or, throwing a `RangeError` that names the culprit, none. */
  change(changes) {
    for (const [name, value] of Object.entries(changes)) {
      if (!Object.hasOwn(CHECKS, name)) throw new RangeError(`${name}: no such setting`);
      const verdict = CHECKS[name](value);
      if (verdict !== true) throw new RangeError(`${name}: expected ${verdict}`);
    }
    Object.assign(this.values, changes);
    this.emit('change');
  }

  reset() {
    this.change(this.#atStart);
  }
}
