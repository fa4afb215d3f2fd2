/** Unreserved URL characters, a superset of the base64url that the server writes. */
const TOKEN = /^[A-Za-z0-9._~-]{16,512}$/;

/**
 * The secret of a mail link, from the URL fragment (`/ticket#TOKEN`), where it reaches no server
 * log. Null when there is none or when it cannot be one (a link cut by a mail program).
 */
export function tokenFromFragment(fragment: string | null): string | null {
  const token = (fragment ?? '').trim();
  return TOKEN.test(token) ? token : null;
}
