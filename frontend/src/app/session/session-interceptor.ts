import { HttpErrorResponse, HttpInterceptorFn, HttpRequest } from '@angular/common/http';
import { Injector, inject } from '@angular/core';
import { Router } from '@angular/router';
import { catchError, throwError } from 'rxjs';

import { toProblem } from '../core/api/problem';
import { IN_BACKGROUND } from './in-background';
import { Session } from './session';

const LOGIN = '/staff/login';

/** Calls whose 401 is an answer, not the end of a session. */
const ASKS_FOR_SESSION = ['/api/auth/login', '/api/auth/login/second-factor', '/api/auth/me'];

/**
 * When a session has ended (8 hours of rest, a disabled user) or lost its forgery token, the next
 * call says so: back to the login, and from there to the same page.
 */
export const sessionInterceptor: HttpInterceptorFn = (request, next) => {
  const router = inject(Router);
  // The session itself makes calls: asking for it any earlier would be a circle.
  const injector = inject(Injector);
  return next(request).pipe(
    catchError((error: unknown) => {
      if (!isQuiet(request) && endsSession(error)) {
        injector.get(Session).forget();
        // Of several calls that fail together, the last may find the login already open.
        if (!router.url.startsWith(LOGIN)) {
          const queryParams = { return: router.url, expired: true };
          void router.navigate([LOGIN], { queryParams });
        }
      }
      return throwError(() => error);
    }),
  );
};

/** Its 401 is an answer, or is left to the next call that somebody waits for. */
function isQuiet({ url, context }: HttpRequest<unknown>): boolean {
  return ASKS_FOR_SESSION.includes(url) || context.get(IN_BACKGROUND);
}

function endsSession(error: unknown): boolean {
  return (
    error instanceof HttpErrorResponse &&
    (error.status === 401 || (error.status === 403 && toProblem(error).code === 'csrf'))
  );
}
