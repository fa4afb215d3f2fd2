import { AbstractControl, FormGroup } from '@angular/forms';

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

/**
 * Whether what was typed is worth sending; else its faults are told, and the first has the keyboard. What the server
 * refused before is its to judge again: a slug that was needed may be made of the title that was typed since.
 */
export function isReady(form: FormGroup, host: HTMLElement): boolean {
  for (const control of Object.values<AbstractControl>({ ...form.controls })) {
    if (control.invalid) {
      control.updateValueAndValidity();
    }
  }
  form.markAllAsTouched();
  if (form.invalid) {
    focusFirstFault(host);
  }
  return form.valid;
}
