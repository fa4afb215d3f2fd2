import { inject } from '@angular/core';
import { CanActivateFn, RedirectCommand, Router } from '@angular/router';

import { Session } from '../../session/session';

/** The office is for administrators; everybody else of the house works at the door. */
export const officeGuard: CanActivateFn = () => {
  const role = inject(Session).user()?.role;
  // Unknown where the server gave no answer: the page says so itself.
  return role === 'staff' ? new RedirectCommand(inject(Router).parseUrl('/staff')) : true;
};
