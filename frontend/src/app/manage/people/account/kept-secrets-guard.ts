import { inject } from '@angular/core';
import { CanDeactivateFn } from '@angular/router';

import { Ask } from '../../parts/ask';
import { HoldsChanges } from '../../parts/unsaved-changes';

/** Asks before leaving what is shown only once: recovery codes or a token that nobody has said to have kept. */
export const keptSecretsGuard: CanDeactivateFn<HoldsChanges> = (page) =>
  page.hasUnsavedChanges() ? inject(Ask).about('managePeople.account.leave') : true;
