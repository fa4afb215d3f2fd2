import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Easy to read aloud and to type: no letters or digits that look alike. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

/**
 * The secrets of one local stack, made once and kept beside its data, so that a restart has the same ones.
 * @param {string} directory
 * @returns {{postgresPassword: string, databasePassword: string, demoPassword: string, tokenKeysFile: string}}
 */
export function secretsOf(directory) {
  mkdirSync(directory, { recursive: true });
  const tokenKeysFile = path.join(directory, 'token-keys');
  keep(tokenKeysFile, () => `${randomBytes(32).toString('base64')}\n`);
  const passwords = keep(path.join(directory, 'passwords.json'), () =>
    JSON.stringify({
      postgresPassword: randomBytes(18).toString('hex'),
      databasePassword: randomBytes(18).toString('hex'),
      demoPassword: [words(5), words(5), words(5)].join('-'),
    }),
  );
  return { ...JSON.parse(passwords), tokenKeysFile };
}

function keep(file, make) {
  if (!existsSync(file)) writeFileSync(file, make(), { mode: 0o600 });
  return readFileSync(file, 'utf8');
}

function words(length) {
  // 31 letters out of 256 values: the bias is far below what matters for 15 of them.
  return [...randomBytes(length)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
