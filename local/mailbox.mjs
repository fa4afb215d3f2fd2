import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { answers } from './answers.mjs';
import { Program } from './program.mjs';

/**
 * Where the local stack's mail arrives: a real SMTP server with a web page, and JSON at `/api/email`.
 *
 * It says nothing while it works: its log would hold names and addresses.
 */
export class Mailbox extends Program {
  /** @param {{directory: string, smtpPort: number, webPort: number, logDirectory: string}} plan */
  constructor({ directory, smtpPort, webPort, logDirectory }) {
    mkdirSync(directory, { recursive: true });
    const maildev = path.join(
      path.dirname(fileURLToPath(import.meta.resolve('maildev'))),
      'bin',
      'maildev.js',
    );
    const loopback = '127.0.0.1';
    super({
      name: 'mailbox',
      command: process.execPath,
      args: [
        ...[maildev, '--silent', '--mail-directory', directory, '--max-emails', '2000'],
        ...[
          '--ip',
          loopback,
          '--smtp',
          String(smtpPort),
          '--web-ip',
          loopback,
          '--web',
          String(webPort),
        ],
      ],
      // maildev looks for a configuration file in the current directory and above: none here.
      cwd: directory,
      logDirectory,
      // The page is for browsers: whoever does not ask for HTML is told that there is nothing here.
      ready: async () =>
        (await answers(`http://${loopback}:${webPort}/api/email`)) &&
        answers(`http://${loopback}:${webPort}/`, { accept: 'text/html' }),
    });
    this.url = `http://localhost:${webPort}`;
    this.smtpPort = smtpPort;
  }
}
