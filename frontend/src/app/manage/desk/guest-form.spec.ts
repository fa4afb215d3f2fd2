import { Admin } from '../api/models';
import { bookingForm, editForm, largestParty, newReservation, reservationEdit } from './guest-form';

const BEFORE = {
  name: 'Anna Bianchi',
  email: 'anna@posta.example',
  phone: null,
  party_size: 3,
  notes: 'sedia a rotelle',
  locale: 'it',
  status: 'confirmed',
} as unknown as Admin['ManagedReservation'];

describe('a booking by hand', () => {
  it('sends what was typed, trimmed, and nothing that was left empty', () => {
    const form = bookingForm();
    form.patchValue({ performance_id: 7, name: '  Anna Bianchi ', party_size: 4, phone: ' ' });
    expect(form.valid).toBe(true);
    expect(newReservation(form)).toEqual({
      performance_id: 7,
      name: 'Anna Bianchi',
      party_size: 4,
      locale: 'it',
      confirm: true,
    });
  });

  it('asks the guest by mail when the guest is not sure', () => {
    const form = bookingForm();
    form.patchValue({ performance_id: 7, name: 'A', email: 'a@b.example', assent: 'ask' });
    expect(newReservation(form)).toMatchObject({ confirm: false, email: 'a@b.example' });
  });

  it('needs a performance, a name and a whole number of people', () => {
    const form = bookingForm();
    form.patchValue({ party_size: 1.5, name: '  ' });
    expect(Object.keys(form.controls).filter((name) => form.get(name)?.invalid)).toEqual([
      'name',
      'party_size',
      'performance_id',
    ]);
  });
});

describe('a correction', () => {
  it('sends only what has changed', () => {
    const form = editForm(BEFORE);
    expect(reservationEdit(BEFORE, form)).toBeNull();
    form.patchValue({ party_size: 5, name: 'Anna Bianchi ' });
    expect(reservationEdit(BEFORE, form)).toEqual({ party_size: 5, send_new_ticket: false });
  });

  it('empties what was emptied', () => {
    const form = editForm(BEFORE);
    form.patchValue({ email: ' ', notes: '' });
    expect(reservationEdit(BEFORE, form)).toEqual({
      email: null,
      notes: '',
      send_new_ticket: false,
    });
  });

  it('can send a new ticket and nothing else', () => {
    const form = editForm(BEFORE);
    form.patchValue({ send_new_ticket: true });
    expect(reservationEdit(BEFORE, form)).toEqual({ send_new_ticket: true });
  });

  it('knows how large a refused party could become', () => {
    expect(largestParty(BEFORE, 4)).toBe(7);
    expect(largestParty({ ...BEFORE, status: 'pending' }, 4)).toBe(4);
    expect(largestParty({ ...BEFORE, status: 'pending' }, 1)).toBe(3);
  });
});
