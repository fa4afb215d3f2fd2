import { AbstractControl } from '@angular/forms';

import { Performance } from '../season-api';
import { fillPerformance, moves, performanceFields, performanceForm } from './performance-form';

const saved: Performance = {
  id: 7,
  show_id: 1,
  show: { slug: 'il-gabbiano', title: 'Il gabbiano' },
  venue_id: 2,
  venue: { slug: 'navicelli', name: 'Teatro dei Navicelli', city: 'Pisa' },
  starts_at: '2026-12-04T21:00:00+01:00',
  doors_open_at: '2026-12-04T20:30:00+01:00',
  booking_opens_at: null,
  booking_closes_at: '2026-12-04T18:00:00+01:00',
  room_capacity: 120,
  additional_seats: 6,
  manually_occupied_seats: 4,
  max_party_size: 10,
  is_booking_enabled: true,
  is_published: false,
  confirmed_seats: 30,
  pending_seats: 2,
  admitted_seats: 0,
  available_seats: 92,
  status: 'open',
  cancelled_at: null,
  created_at: '2026-11-25T14:30:23+01:00',
  updated_at: '2026-11-25T14:30:23+01:00',
  version: 3,
};

function filled() {
  const form = performanceForm();
  fillPerformance(form, saved);
  return form;
}

describe('the form of a performance', () => {
  it('gives back what it was filled with', () => {
    const { starts_at, doors_open_at, booking_closes_at } = saved;
    expect(performanceFields(filled(), saved)).toMatchObject({
      starts_at,
      doors_open_at,
      booking_closes_at,
      booking_opens_at: null,
      room_capacity: 120,
      is_published: false,
    });
  });

  it('sends changed times by the wall’s clock', () => {
    const form = filled();
    form.controls.starts_at.setValue('2026-12-05T17:00');
    form.controls.doors_open_at.setValue('16:30');
    expect(performanceFields(form, saved)).toMatchObject({
      starts_at: '2026-12-05T17:00',
      doors_open_at: '2026-12-05T16:30',
    });
  });

  it('moves the doors with the evening', () => {
    const form = filled();
    form.controls.starts_at.setValue('2026-12-11T21:00');
    expect(performanceFields(form, saved)['doors_open_at']).toBe('2026-12-11T20:30');
  });

  it('opens the doors on the evening before a show that begins after midnight', () => {
    const form = performanceForm();
    form.patchValue({ starts_at: '2027-01-01T00:15', doors_open_at: '23:45' });
    expect(performanceFields(form)['doors_open_at']).toBe('2026-12-31T23:45');
  });

  it('needs show, venue, beginning and seats', () => {
    const { controls } = performanceForm();
    const missing = Object.entries<AbstractControl>({ ...controls }).filter(
      ([, control]) => control.invalid,
    );
    expect(missing.map(([name]) => name)).toEqual([
      'show_id',
      'venue_id',
      'room_capacity',
      'starts_at',
    ]);
  });

  it('keeps no more seats than there are', () => {
    const form = filled();
    form.controls.manually_occupied_seats.setValue(127);
    expect(form.errors).toEqual({ keepsTooMany: true });
    form.controls.manually_occupied_seats.setValue(126);
    expect(form.errors).toBeNull();
  });

  it('closes bookings by the beginning, and opens them before', () => {
    const form = filled();
    form.controls.booking_closes_at.setValue('2026-12-04T21:30');
    expect(form.errors).toEqual({ closesLate: true });
    form.controls.booking_closes_at.setValue('');
    form.controls.booking_opens_at.setValue('2026-12-04T21:00');
    expect(form.errors).toEqual({ opensLate: true });
    form.controls.booking_opens_at.setValue('2026-12-04T20:00');
    expect(form.errors).toBeNull();
  });

  it('knows which edits guests should hear of', () => {
    expect(moves({ starts_at: 'x', version: 1 })).toBe(true);
    expect(moves({ venue_id: 2, version: 1 })).toBe(true);
    expect(moves({ room_capacity: 2, version: 1 })).toBe(false);
  });
});
