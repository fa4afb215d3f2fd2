import { FormControl, FormGroup, ValidatorFn, Validators } from '@angular/forms';

import {
  dayOf,
  instantOf,
  isLater,
  momentOf,
  timeOf,
  wallMoment,
  wholeMoment,
} from '../parts/moment';
import { Fields } from '../parts/record-form';
import { whole } from '../parts/text-fields';
import { Performance } from '../season-api';
import { addDays } from './month';

/** Largest room, and most chairs that can be added or kept. */
const MOST_SEATS = 10_000;

/** What each performance offers, whether it is made alone or in a series. */
export interface TermsControls {
  show_id: FormControl<number | null>;
  venue_id: FormControl<number | null>;
  room_capacity: FormControl<number | null>;
  additional_seats: FormControl<number | null>;
  manually_occupied_seats: FormControl<number | null>;
  max_party_size: FormControl<number | null>;
  is_booking_enabled: FormControl<boolean>;
  is_published: FormControl<boolean>;
}

export interface PerformanceControls extends TermsControls {
  starts_at: FormControl<string>;
  /** A time only: of the evening itself, or of the day before where it is later than the beginning. */
  doors_open_at: FormControl<string>;
  booking_opens_at: FormControl<string>;
  booking_closes_at: FormControl<string>;
}

export type PerformanceForm = FormGroup<PerformanceControls>;

export function termsControls(): TermsControls {
  const chosen = () => new FormControl<number | null>(null, [Validators.required]);
  const flag = (start: boolean) => new FormControl(start, { nonNullable: true });
  return {
    show_id: chosen(),
    venue_id: chosen(),
    room_capacity: whole(null, 0, MOST_SEATS, Validators.required),
    additional_seats: whole(0, 0, MOST_SEATS),
    manually_occupied_seats: whole(0, 0, MOST_SEATS),
    max_party_size: whole(10, 1, 100, Validators.required),
    is_booking_enabled: flag(true),
    is_published: flag(true),
  };
}

export function performanceForm(): PerformanceForm {
  const moment = (...others: ValidatorFn[]) =>
    new FormControl('', { nonNullable: true, validators: [wholeMoment, ...others] });
  return new FormGroup<PerformanceControls>(
    {
      ...termsControls(),
      starts_at: moment(Validators.required),
      doors_open_at: new FormControl('', { nonNullable: true }),
      booking_opens_at: moment(),
      booking_closes_at: moment(),
    },
    { validators: [keepsWhatThereIs, windowInOrder] },
  );
}

/** Fills the form with what is saved. */
export function fillPerformance(form: PerformanceForm, saved: Performance): void {
  form.reset({
    show_id: saved.show_id,
    venue_id: saved.venue_id,
    room_capacity: saved.room_capacity,
    additional_seats: saved.additional_seats,
    manually_occupied_seats: saved.manually_occupied_seats,
    max_party_size: saved.max_party_size,
    is_booking_enabled: saved.is_booking_enabled,
    is_published: saved.is_published,
    starts_at: wallMoment(saved.starts_at),
    doors_open_at: timeOf(saved.doors_open_at ?? ''),
    booking_opens_at: wallMoment(saved.booking_opens_at),
    booking_closes_at: wallMoment(saved.booking_closes_at),
  });
}

/** The form as the API wants it, by the wall's clock; what was read and not changed goes back as it came. */
export function performanceFields(form: PerformanceForm, read?: Performance): Fields {
  const typed = form.getRawValue();
  return {
    ...termsFields(typed),
    starts_at: instantOf(typed.starts_at, read?.starts_at),
    doors_open_at: doors(typed.starts_at, typed.doors_open_at, read),
    booking_opens_at: instantOf(typed.booking_opens_at, read?.booking_opens_at),
    booking_closes_at: instantOf(typed.booking_closes_at, read?.booking_closes_at),
  };
}

type Typed<C> = { [K in keyof C]: C[K] extends FormControl<infer V> ? V : never };

export function termsFields(typed: Typed<TermsControls>): Fields {
  return {
    show_id: typed.show_id,
    venue_id: typed.venue_id,
    room_capacity: typed.room_capacity,
    additional_seats: typed.additional_seats ?? 0,
    manually_occupied_seats: typed.manually_occupied_seats ?? 0,
    max_party_size: typed.max_party_size,
    is_booking_enabled: typed.is_booking_enabled,
    is_published: typed.is_published,
  };
}

/** Whether an edit moves the performance to another time or place, of which guests should hear. */
export function moves(changes: Fields): boolean {
  return 'starts_at' in changes || 'venue_id' in changes;
}

/** Doors open before the beginning: for a show at a quarter past midnight, on the evening before. */
function doors(starts: string, time: string, read?: Performance): string | null {
  if (time === '') {
    return null;
  }
  const untouched =
    time === timeOf(read?.doors_open_at ?? '') && starts === wallMoment(read?.starts_at);
  if (untouched) {
    return read?.doors_open_at ?? null;
  }
  const day = dayOf(starts);
  return momentOf(day && time > timeOf(starts) ? addDays(day, -1) : day, time);
}

/** Sees that no more seats are kept than there are. */
export const keepsWhatThereIs: ValidatorFn = (form) => {
  const seats = (name: keyof TermsControls) => Number(form.get(name)?.value ?? 0);
  const kept = seats('manually_occupied_seats');
  return kept > seats('room_capacity') + seats('additional_seats') ? { keepsTooMany: true } : null;
};

/** Sees that bookings open before they close, and close before the performance begins. */
const windowInOrder: ValidatorFn = (form) => {
  const moment = (name: keyof PerformanceControls) => String(form.get(name)?.value ?? '');
  const [starts, opens, closes] = [
    moment('starts_at'),
    moment('booking_opens_at'),
    moment('booking_closes_at'),
  ];
  if (isLater(closes, starts)) {
    return { closesLate: true };
  }
  const until = closes || starts;
  return isLater(opens, until) || (opens !== '' && opens === until) ? { opensLate: true } : null;
};
