import { ActivatedRoute } from '@angular/router';
import { Signal, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { map } from 'rxjs';

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

/** The token of the page's own link, following changes of the fragment. */
export function linkToken(): Signal<string | null> {
  return toSignal(inject(ActivatedRoute).fragment.pipe(map(tokenFromFragment)), {
    initialValue: null,
  });
}
