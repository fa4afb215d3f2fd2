import { inject } from '@angular/core';
import { CanActivateFn, Router } from '@angular/router';
import { catchError, map, of } from 'rxjs';

import { Session } from './session';

/** Lets staff through and sends everybody else to the login, with the way back. */
export const sessionGuard: CanActivateFn = (_route, state) => {
  const router = inject(Router);
  return inject(Session)
    .isOpen()
    .pipe(
      map(
        (open) =>
          open || router.createUrlTree(['/staff/login'], { queryParams: { return: state.url } }),
      ),
      // The server did not answer: the page says so itself and offers to try again.
      catchError(() => of(true)),
    );
};
