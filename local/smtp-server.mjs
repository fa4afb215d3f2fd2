// A scriptable SMTP server for tests: a real SMTP implementation whose manners are set while it runs.
//
//   node local/smtp-server.mjs --smtp-port 0 --control-port 0 [--tls none|starttls|implicit]
//       [--host 127.0.0.1] [--certificate FILE --key FILE]
//
// prints one line of JSON once it listens, and nothing else on standard output:
//
//   {"smtp_port":41001,"control_port":41002,"certificate":"-----BEGIN CERTIFICATE-----\n..."}
//
// Port 0 takes a free port. Both listen on 127.0.0.1, or SMTP on `--host`. `certificate` is what a client must trust (made
// at start, valid for localhost and 127.0.0.1), or that of `--certificate`. The server ends on SIGTERM, and by itself when the process that started it is gone.
//
// Control, over HTTP with JSON:
//
//   GET    /behaviour      what is in force
//   PATCH  /behaviour      change some of it; answers what is in force now; an unknown name or a bad value is 422
//   POST   /reset          behaviour of the start, mails and events forgotten, every open connection cut
//   GET    /mails          mails taken in, oldest first:
//                          [{"id","arrived_at","arrived_ms","from","to":[],"user","tls","message_id","answered","raw"}]
//                          A mail is listed as soon as its last byte arrived; `answered` says whether the sender was told.
//   DELETE /mails          forget them
//   GET    /events         what happened, oldest first: [{"at_ms","kind","code","address"}], kind one of connection,
//                          login, sender, recipient, message; code is the SMTP reply (absent for a connection)
//   DELETE /events         forget them
//   GET    /connections    {"open": n}
//
// Behaviour and its values at start:
//
//   "line"       : "up"        up | frozen | down. frozen: connections are accepted (and open ones kept) but no byte
//                              passes until it is up again; down: the port refuses, and open connections are cut
//   "tls"        : as --tls    none | starttls | implicit, for new connections
//   "login"      : "optional"  optional | required (530 without one) | refused (535 for every login).
//                              A wrong user or password is 535 always
//   "user"       : "theatre"
//   "password"   : "curtain"
//   "delay_ms"   : 0           wait between the message's last byte and its reply
//   "drop"       : false       take the whole message, then cut the connection instead of replying
//   "message_reply" : null     {"code": 552, "text": "5.2.2 Mailbox full"}: refuse the message after its last byte
//
// Whatever is set: recipients at refuse.test are answered 550, at greylist.test 451, at slow.test 250 after 2 seconds.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { generate } from 'selfsigned';
import { Behaviour } from './smtp/behaviour.mjs';
import { startControl } from './smtp/control.mjs';
import { Conversation } from './smtp/conversation.mjs';
import { Line } from './smtp/line.mjs';
import { Record } from './smtp/record.mjs';
import { endWithParent } from './parent.mjs';

const { values: options } = parseArgs({
  options: {
    'smtp-port': { type: 'string', default: '0' },
    'control-port': { type: 'string', default: '0' },
    tls: { type: 'string', default: 'none' },
    host: { type: 'string', default: '127.0.0.1' },
    certificate: { type: 'string' },
    key: { type: 'string' },
  },
});

endWithParent();

const { cert, private: key } = await pair();

const behaviour = new Behaviour({ tls: options.tls });
const record = new Record();
const conversation = new Conversation({ behaviour, record, cert, key });
const line = new Line({
  host: options.host,
  behaviour,
  record,
  serve: (socket) => conversation.serve(socket),
});

const smtpPort = await line.open(Number(options['smtp-port']));
const controlPort = await startControl({
  port: Number(options['control-port']),
  behaviour,
  record,
  line,
});

process.on('SIGTERM', () => process.exit(0));
process.on('SIGINT', () => process.exit(0));
process.stdout.write(
  `${JSON.stringify({ smtp_port: smtpPort, control_port: controlPort, certificate: cert })}\n`,
);

/** The pair that was given, or one of our own. */
async function pair() {
  if (options.certificate && options.key)
    return {
      cert: readFileSync(options.certificate, 'utf8'),
      private: readFileSync(options.key, 'utf8'),
    };
  return generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
}
