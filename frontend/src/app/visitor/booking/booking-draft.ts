import { Injectable } from '@angular/core';

import { BookingForm } from './booking-form';

/** What of the form is typed. Consent is not: it is given anew for each booking. */
type Typed = Pick<
  ReturnType<BookingForm['getRawValue']>,
  'name' | 'email' | 'phone' | 'party_size' | 'notes'
>;

/**
 * What somebody has typed and not sent yet: going back to look at another evening must not cost it.
 * Kept in memory only, so that the next person at the device finds nothing after a reload.
 */
@Injectable({ providedIn: 'root' })
export class BookingDraft {
  private typed: Typed | null = null;

  keep(form: BookingForm): void {
    const { name, email, phone, party_size, notes } = form.getRawValue();
    this.typed = { name, email, phone, party_size, notes };
  }

  /** Writes what was kept into a new form. */
  restore(form: BookingForm): void {
    if (this.typed) {
      form.patchValue(this.typed);
    }
  }

  /** The booking was made: nothing is left to be typed. */
  forget(): void {
    this.typed = null;
  }
}
