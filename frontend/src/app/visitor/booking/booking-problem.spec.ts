import { Problem } from '../../core/api/problem';
import { bookingProblem } from './booking-problem';

function problem(code: string, document: Problem['document'] = {}): Problem {
  return { code, status: 409, document };
}

describe('bookingProblem', () => {
  it('offers the seats that are left', () => {
    const said = bookingProblem(problem('not_enough_seats', { available_seats: 3 }));
    expect(said.key).toBe('booking.problem.not_enough_seats');
    expect(said.values).toEqual({ count: 3 });
    expect(said.offer).toBe(3);
  });

  it('says sold out when nothing is left, and offers nothing', () => {
    const said = bookingProblem(problem('not_enough_seats', { available_seats: 0 }));
    expect(said.key).toBe('booking.problem.sold_out');
    expect(said.offer).toBeNull();
  });

  it('speaks of one seat in the singular', () => {
    const said = bookingProblem(problem('not_enough_seats', { available_seats: 1 }));
    expect(said.key).toBe('booking.problem.one_left');
  });

  it('names the largest party', () => {
    const said = bookingProblem(problem('party_too_large', { max_party_size: 6 }));
    expect(said.values).toEqual({ count: 6 });
    expect(said.offer).toBe(6);
  });

  it('hands refused fields to the form', () => {
    const said = bookingProblem(
      problem('validation', { errors: [{ field: 'email', code: 'invalid', message: '' }] }),
    );
    expect(said.fields.get('email')).toBe('invalid');
  });

  it.each(['booking_closed', 'rate_limited', 'offline', 'unavailable'])(
    'has a sentence for %s',
    (code) => {
      expect(bookingProblem(problem(code)).key).toBe(`booking.problem.${code}`);
    },
  );

  it('owns up to anything else', () => {
    expect(bookingProblem(problem('internal')).key).toBe('booking.problem.failed');
  });
});
