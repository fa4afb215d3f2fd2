import { BookingDraft } from './booking-draft';
import { bookingForm } from './booking-form';

describe('BookingDraft', () => {
  function typed() {
    const form = bookingForm();
    form.patchValue({
      name: 'Ada',
      email: 'ada@posta.example',
      party_size: 4,
      privacy_accepted: true,
    });
    return form;
  }

  it('brings back what was typed, but asks for consent again', () => {
    const draft = new BookingDraft();
    draft.keep(typed());
    const later = bookingForm();
    draft.restore(later);
    expect(later.getRawValue()).toMatchObject({
      name: 'Ada',
      email: 'ada@posta.example',
      party_size: 4,
      privacy_accepted: false,
    });
  });

  it('leaves a form alone when nothing was typed or the booking was made', () => {
    const draft = new BookingDraft();
    const fresh = bookingForm();
    draft.restore(fresh);
    expect(fresh.getRawValue()).toEqual(bookingForm().getRawValue());

    draft.keep(typed());
    draft.forget();
    draft.restore(fresh);
    expect(fresh.getRawValue()).toEqual(bookingForm().getRawValue());
  });
});
