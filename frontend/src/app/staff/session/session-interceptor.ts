import { HttpErrorResponse, HttpInterceptorFn } from '@angular/common/http';
import { Injector, inject } from '@angular/core';
import { Router } from '@angular/router';
import { catchError, throwError } from 'rxjs';

import { toProblem } from '../../core/api/problem';
import { StaffSession } from './staff-session';

/** Calls whose 401 is an answer, not the end of a session. */
const ASKS_FOR_SESSION = ['/api/auth/login', '/api/auth/me'];

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
      if (!ASKS_FOR_SESSION.includes(request.url) && endsSession(error)) {
        injector.get(StaffSession).forget();
        const queryParams = { return: router.url, expired: true };
        void router.navigate(['/staff/login'], { queryParams });
      }
      return throwError(() => error);
    }),
  );
};

function endsSession(error: unknown): boolean {
  return (
    error instanceof HttpErrorResponse &&
    (error.status === 401 || (error.status === 403 && toProblem(error).code === 'csrf'))
  );
}
