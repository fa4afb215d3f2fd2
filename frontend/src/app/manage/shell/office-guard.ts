import { inject } from '@angular/core';
import { CanActivateFn, RedirectCommand, Router } from '@angular/router';
import { catchError, map, of } from 'rxjs';

import { Session } from '../../session/session';

/** The office is for administrators; everybody else of the house works at the door. */
export const officeGuard: CanActivateFn = () => {
  const session = inject(Session);
  const router = inject(Router);
  // Guards of a route run side by side: who is in may not be known yet.
  return session.isOpen().pipe(
    map(() =>
      session.user()?.role === 'staff' ? new RedirectCommand(router.parseUrl('/staff')) : true,
    ),
    // The server did not answer: the page says so itself and offers to try again.
    catchError(() => of(true)),
  );
};
