/** Where the parts of the running system are, as whoever started it says in the environment. */

/** Origin of the site: `http://localhost:8080`. */
export function siteUrl(): string {
  return process.env['BASE_URL'] ?? 'http://localhost:8080';
}

/** Origin of the mailbox's web page and JSON. */
export function mailboxUrl(): string {
  return process.env['MAILBOX_URL'] ?? 'http://localhost:8025';
}

/** The password of the users `staff` and `admin`. */
export function demoPassword(): string {
  const password = process.env['DEMO_PASSWORD'];
  if (!password) {
    throw new Error(
      'DEMO_PASSWORD is not set: it is the password that the demo season was made with.',
    );
  }
  return password;
}

/** Directory with the logs of all programs of the system; undefined where they are not at hand. */
export function logDirectory(): string | undefined {
  return process.env['E2E_LOG_DIR'];
}

/** The database of the system, as its owner sees it; only what starts a system of its own knows it. */
export function databaseUrl(): string {
  const url = process.env['E2E_DATABASE_URL'];
  if (!url) {
    throw new Error('E2E_DATABASE_URL is not set: these stories need a system of their own.');
  }
  return url;
}
