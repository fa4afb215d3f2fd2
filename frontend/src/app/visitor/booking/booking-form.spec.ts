import { PerformanceDetail } from '../../core/api/models';
import { bookingForm, largestParty, reservationRequest } from './booking-form';

describe('booking form', () => {
  it('asks for a name, an address, and consent', () => {
    const form = bookingForm();
    expect(form.controls.name.valid).toBe(false);
    expect(form.controls.email.valid).toBe(false);
    expect(form.controls.privacy_accepted.valid).toBe(false);
    expect(form.controls.phone.valid).toBe(true);
  });

  it.each(['anna', 'anna@', 'anna@example', 'anna rossi@example.org', '@example.org'])(
    'refuses the address %s',
    (address) => {
      const form = bookingForm();
      form.controls.email.setValue(address);
      expect(form.controls.email.hasError('pattern')).toBe(true);
    },
  );

  it('takes a pasted address with blanks around it', () => {
    const form = bookingForm();
    form.controls.email.setValue(' anna@example.org ');
    expect(form.controls.email.valid).toBe(true);
    expect(reservationRequest(form, 'it').email).toBe('anna@example.org');
  });

  it('refuses a name of blanks and half a person', () => {
    const form = bookingForm();
    form.controls.name.setValue('   ');
    form.controls.party_size.setValue(1.5);
    expect(form.controls.name.valid).toBe(false);
    expect(form.controls.party_size.valid).toBe(false);
  });

  it('leaves out what was left empty', () => {
    const form = bookingForm();
    form.patchValue({ name: 'Anna', email: 'a@example.org', privacy_accepted: true });
    expect(reservationRequest(form, 'en')).toEqual({
      name: 'Anna',
      email: 'a@example.org',
      party_size: 2,
      locale: 'en',
      privacy_accepted: true,
    });
  });

  it('passes on a filled honeypot, for the server to judge', () => {
    const form = bookingForm();
    form.controls.website.setValue('spam');
    expect(reservationRequest(form, 'it').website).toBe('spam');
  });

  it('limits a party to the house rule and to the seats that are left', () => {
    const performance = { max_party_size: 8, available_seats: 3 } as PerformanceDetail;
    expect(largestParty(performance)).toBe(3);
    expect(largestParty({ ...performance, available_seats: 90 })).toBe(8);
    expect(largestParty({ ...performance, available_seats: 0 })).toBe(1);
  });
});
