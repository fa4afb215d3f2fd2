import { AbstractControl } from '@angular/forms';

/** Why a field is refused: a translation key, with the values of its sentence. */
export interface Fault {
  readonly key: string;
  readonly values: Record<string, unknown>;
}

/** Codes of the server that have a sentence of their own; any other is told as `invalid`. */
const REFUSALS = new Set([
  'ambiguous',
  'in_use',
  'invalid',
  'nonexistent',
  'out_of_range',
  'required',
  'taken',
  'too_long',
  'unknown',
]);

/** The first fault of a field, once it was left or the form was sent. */
export function faultOf(control: AbstractControl): Fault | null {
  if (control.valid || control.disabled || !control.touched) {
    return null;
  }
  const [[name, detail] = ['invalid', true]]: [string, unknown][] = Object.entries(
    control.errors ?? {},
  );
  if (name === 'refused') {
    const code = String(detail);
    return { key: `manageSeason.fault.${REFUSALS.has(code) ? code : 'invalid'}`, values: {} };
  }
  const values = typeof detail === 'object' && detail !== null ? { ...detail } : {};
  return { key: `manageSeason.fault.${name}`, values };
}
