import { DestroyRef, DOCUMENT, inject } from '@angular/core';
import { CanDeactivateFn } from '@angular/router';

import { Ask } from './ask';

/** A page with a form. */
export interface HoldsChanges {
  /** Whether something was typed that nobody has saved. */
  hasUnsavedChanges(): boolean;
}

/** Asks before a page with unsaved changes is left for another of the site. */
export const unsavedChangesGuard: CanDeactivateFn<HoldsChanges> = (page) =>
  page.hasUnsavedChanges() ? inject(Ask).about('manage.unsaved') : true;

/** Has the browser ask before the window is closed on unsaved changes; for the constructor of such a page. */
export function guardWindow(page: HoldsChanges): void {
  const window = inject(DOCUMENT).defaultView;
  const ask = (event: BeforeUnloadEvent) => {
    if (page.hasUnsavedChanges()) {
      event.preventDefault();
    }
  };
  window?.addEventListener('beforeunload', ask);
  inject(DestroyRef).onDestroy(() => window?.removeEventListener('beforeunload', ask));
}
