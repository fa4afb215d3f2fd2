import { FormControl, ValidatorFn, Validators } from '@angular/forms';

/** Lower-case words joined by hyphens, or nothing. */
const SLUG = /^[a-z0-9]*(-[a-z0-9]+)*$/;
const NOT_BLANK = /\S/;

export function text(longest: number, ...others: ValidatorFn[]): FormControl<string> {
  return new FormControl('', {
    nonNullable: true,
    validators: [Validators.maxLength(longest), ...others],
  });
}

/** A text that must not be left out. */
export function neededText(longest: number): FormControl<string> {
  return text(longest, (control) =>
    NOT_BLANK.test(String(control.value)) ? null : { required: true },
  );
}

/** The name in the site's addresses; left empty, the server makes it. */
export function slug(): FormControl<string> {
  return text(80, ({ value }) => (SLUG.test(String(value).trim()) ? null : { slug: true }));
}

/** A whole number from `min` to `max`; null while the field is empty. */
export function whole(
  start: number | null,
  min: number,
  max: number,
  ...others: ValidatorFn[]
): FormControl<number | null> {
  return new FormControl(start, [
    ...others,
    Validators.min(min),
    Validators.max(max),
    Validators.pattern(/^-?\d+$/),
  ]);
}

/** What was typed, without blanks around; null where nothing is left. */
export function orNull(typed: string): string | null {
  return typed.trim() || null;
}
