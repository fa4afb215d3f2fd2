import { dayAfter, reservationParams } from './reservation-filters';

describe('the filters of reservations', () => {
  it('include the last day that is asked for', () => {
    expect(reservationParams({ from: '2026-11-01', to: '2026-11-30', q: 'rossi' })).toEqual({
      from: '2026-11-01',
      to: '2026-12-01',
      q: 'rossi',
    });
    expect(reservationParams({ status: 'pending' })).toEqual({ status: 'pending' });
  });

  it('know the calendar', () => {
    expect(dayAfter('2026-12-31')).toBe('2027-01-01');
    expect(dayAfter('2028-02-28')).toBe('2028-02-29');
    expect(dayAfter('2026-03-28')).toBe('2026-03-29');
    expect(dayAfter('soon')).toBe('soon');
  });
});
