import { FormControl, Validators } from '@angular/forms';

/** The house's rule for passwords, in characters; what is easy to guess the server alone can tell. */
export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 128;

/** A field for a new password. */
export function newPasswordControl(): FormControl<string> {
  return new FormControl('', {
    nonNullable: true,
    validators: [
      Validators.required,
      Validators.minLength(SHORTEST_PASSWORD),
      Validators.maxLength(LONGEST_PASSWORD),
    ],
  });
}

/** What is wrong with it, as `session.newPassword.fault.…` says it; empty when nothing is. */
export function passwordFault({ errors }: Pick<FormControl<string>, 'errors'>): string {
  if (!errors) {
    return '';
  }
  if (errors['required']) {
    return 'required';
  }
  return errors['refused'] === 'guessable' ? 'guessable' : 'length';
}

/** Letters and digits that nobody mistakes for each other, read from a screen or over the telephone. */
const CLEAR = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const GROUP = 5;

/** A password that nobody guesses (98 random bits), in groups that can be read out. */
export function proposedPassword(random: (into: Uint8Array) => Uint8Array = fill): string {
  const letters: string[] = [];
  while (letters.length < GROUPS * GROUP) {
    for (const byte of random(new Uint8Array(GROUPS * GROUP))) {
      // The upper end of a byte would favour some letters.
      if (byte < Math.floor(256 / CLEAR.length) * CLEAR.length) {
        letters.push(CLEAR.charAt(byte % CLEAR.length));
      }
    }
  }
  return Array.from({ length: GROUPS }, (_, group) =>
    letters.slice(group * GROUP, (group + 1) * GROUP).join(''),
  ).join('-');
}

function fill(bytes: Uint8Array): Uint8Array {
  return crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
}
