import { FormGroup } from '@angular/forms';

import { Problem } from '../../core/api/problem';

/**
 * Marks the fields that the server refused: each gets the error `refused` with the server's code for it.
 * @returns the names of refused fields that the form does not have
 */
export function markRefused(form: FormGroup, { document }: Problem): string[] {
  const strangers: string[] = [];
  for (const { field, code } of document.errors ?? []) {
    const control = form.get(field);
    if (control) {
      control.setErrors({ refused: code });
      control.markAsTouched();
    } else {
      strangers.push(field);
    }
  }
  return strangers;
}

/** Brings the keyboard to the first field that holds the form back. */
export function focusFirstFault(form: HTMLElement): void {
  form
    .querySelector<HTMLElement>(
      `input.ng-invalid, textarea.ng-invalid, select.ng-invalid, mat-select.ng-invalid,
       mat-checkbox.ng-invalid input, az-moment-field.ng-invalid input`,
    )
    ?.focus();
}
