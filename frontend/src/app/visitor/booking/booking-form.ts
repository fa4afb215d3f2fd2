import { AbstractControl, FormControl, FormGroup, ValidatorFn, Validators } from '@angular/forms';

import { PerformanceDetail, ReservationRequest } from '../../core/api/models';
import { LanguageCode } from '../../core/language/language-code';

export interface BookingControls {
  name: FormControl<string>;
  email: FormControl<string>;
  phone: FormControl<string>;
  party_size: FormControl<number>;
  notes: FormControl<string>;
  privacy_accepted: FormControl<boolean>;
  /** The honeypot: people never see it, programs fill it in. */
  website: FormControl<string>;
}

export type BookingForm = FormGroup<BookingControls>;

/** Something before and after one `@`, a dot in the domain; the server has the last word. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;
/** Digits with the usual punctuation. */
const PHONE = /^[+()\d\s./-]{5,40}$/;
const NOT_BLANK = /\S/;

export function bookingForm(): BookingForm {
  const text = (...validators: ValidatorFn[]) =>
    new FormControl('', { nonNullable: true, validators });
  return new FormGroup<BookingControls>({
    name: text(Validators.required, Validators.pattern(NOT_BLANK), Validators.maxLength(200)),
    email: text(Validators.required, Validators.maxLength(254), trimmedPattern(EMAIL)),
    phone: text(trimmedPattern(PHONE)),
    party_size: new FormControl(2, {
      nonNullable: true,
      validators: [Validators.required, Validators.min(1), Validators.pattern(/^\d+$/)],
    }),
    notes: text(Validators.maxLength(1000)),
    privacy_accepted: new FormControl(false, {
      nonNullable: true,
      validators: [Validators.requiredTrue],
    }),
    website: text(),
  });
}

/** The largest party the form lets through: the house's limit, or what is left if that is less. */
export function largestParty(performance: PerformanceDetail): number {
  return Math.max(1, Math.min(performance.max_party_size, performance.available_seats));
}

/** What the form says, as the contract wants it: trimmed, and without what was left empty. */
export function reservationRequest(form: BookingForm, locale: LanguageCode): ReservationRequest {
  const value = form.getRawValue();
  const request: ReservationRequest = {
    name: value.name.trim(),
    email: value.email.trim(),
    party_size: value.party_size,
    locale,
    privacy_accepted: value.privacy_accepted,
  };
  const phone = value.phone.trim();
  const notes = value.notes.trim();
  return {
    ...request,
    ...(phone && { phone }),
    ...(notes && { notes }),
    ...(value.website && { website: value.website }),
  };
}

/** Blanks around a pasted address are no mistake. */
function trimmedPattern(pattern: RegExp): ValidatorFn {
  return (control: AbstractControl<string>) => {
    const text = control.value.trim();
    return text === '' || pattern.test(text) ? null : { pattern: true };
  };
}
