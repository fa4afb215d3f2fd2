import { AbstractControl, FormControl, FormGroup, ValidatorFn, Validators } from '@angular/forms';

import { LanguageCode } from '../../core/language/language-code';
import { Admin } from '../api/models';

/** What a booking by hand and a correction have in common. */
export interface GuestControls {
  name: FormControl<string>;
  email: FormControl<string>;
  phone: FormControl<string>;
  party_size: FormControl<number | null>;
  notes: FormControl<string>;
  locale: FormControl<LanguageCode>;
}

/** How a booking comes to be: the guest is sure, or is asked by mail. */
export type Assent = 'now' | 'ask';

/** A booking for a guest who called or wrote. */
export interface BookingControls extends GuestControls {
  performance_id: FormControl<number | null>;
  assent: FormControl<Assent>;
}

/** A correction of a reservation. */
export interface EditControls extends GuestControls {
  send_new_ticket: FormControl<boolean>;
}

/** Something before and after one `@`, a dot in the domain; the server has the last word. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;
const PHONE = /^[+()\d\s./-]{5,30}$/;
/** Of any reservation; seats set the real limit. */
const LARGEST_PARTY = 100;

function guestControls(): GuestControls {
  return {
    name: text(Validators.required, Validators.pattern(/\S/), Validators.maxLength(100)),
    email: text(Validators.maxLength(254), like(EMAIL)),
    phone: text(Validators.maxLength(30), like(PHONE)),
    party_size: new FormControl<number | null>(2, [
      Validators.required,
      Validators.min(1),
      Validators.max(LARGEST_PARTY),
      Validators.pattern(/^\d+$/),
    ]),
    notes: text(Validators.maxLength(1000)),
    locale: new FormControl<LanguageCode>('it', { nonNullable: true }),
  };
}

export function bookingForm(): FormGroup<BookingControls> {
  return new FormGroup<BookingControls>({
    ...guestControls(),
    performance_id: new FormControl<number | null>(null, [Validators.required]),
    assent: new FormControl<Assent>('now', { nonNullable: true }),
  });
}

/** The form of a reservation, as it is now. */
export function editForm(reservation: Admin['ManagedReservation']): FormGroup<EditControls> {
  const form = new FormGroup<EditControls>({
    ...guestControls(),
    send_new_ticket: new FormControl(false, { nonNullable: true }),
  });
  form.setValue({
    name: reservation.name,
    email: reservation.email ?? '',
    phone: reservation.phone ?? '',
    party_size: reservation.party_size,
    notes: reservation.notes,
    locale: reservation.locale,
    send_new_ticket: false,
  });
  return form;
}

/** The booking as the contract wants it: trimmed, without what was left empty. */
export function newReservation(form: FormGroup<BookingControls>): Admin['NewReservation'] {
  const { performance_id, party_size, assent, locale, ...texts } = form.getRawValue();
  const email = texts.email.trim();
  const phone = texts.phone.trim();
  const notes = texts.notes.trim();
  return {
    performance_id: performance_id ?? 0,
    name: texts.name.trim(),
    party_size: party_size ?? 0,
    locale,
    confirm: assent === 'now',
    ...(email && { email }),
    ...(phone && { phone }),
    ...(notes && { notes }),
  };
}

/** What of a reservation is to change; null when nothing is. */
export function reservationEdit(
  before: Admin['ManagedReservation'],
  form: FormGroup<EditControls>,
): Admin['ReservationEdit'] | null {
  const { party_size, locale, send_new_ticket, ...texts } = form.getRawValue();
  const name = texts.name.trim();
  const email = texts.email.trim() || null;
  const phone = texts.phone.trim() || null;
  const notes = texts.notes.trim();
  const changes: Omit<Admin['ReservationEdit'], 'send_new_ticket'> = {
    ...(name !== before.name && { name }),
    ...(email !== (before.email ?? null) && { email }),
    ...(phone !== (before.phone ?? null) && { phone }),
    ...(notes !== before.notes && { notes }),
    ...(party_size !== before.party_size && { party_size }),
    ...(locale !== before.locale && { locale }),
  };
  const isSame = Object.keys(changes).length === 0 && !send_new_ticket;
  return isSame ? null : { ...changes, send_new_ticket };
}

/** The largest that a party can become, as a refusal for want of seats tells it. */
export function largestParty(
  { status, party_size: size }: Admin['ManagedReservation'],
  available: number,
): number {
  // A confirmed party has its own seats already; a request has none, but need not shrink.
  return status === 'confirmed' ? size + available : Math.max(size, available);
}

function text(...validators: ValidatorFn[]): FormControl<string> {
  return new FormControl('', { nonNullable: true, validators });
}

/** Blanks around a pasted address are no mistake. */
function like(pattern: RegExp): ValidatorFn {
  return (control: AbstractControl<string>) => {
    const typed = control.value.trim();
    return typed === '' || pattern.test(typed) ? null : { pattern: true };
  };
}
