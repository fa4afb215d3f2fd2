import { FEW_SEATS, seatsMessage } from './seats-message';

describe('seatsMessage', () => {
  it('names the last seats as the last ones', () => {
    expect(seatsMessage('open', FEW_SEATS)).toEqual({ key: 'seats.few', tone: 'few', count: 10 });
    expect(seatsMessage('open', FEW_SEATS + 1).tone).toBe('plenty');
    expect(seatsMessage('open', 1).key).toBe('seats.one');
  });

  it('calls an open performance without seats sold out', () => {
    expect(seatsMessage('open', 0).key).toBe('seats.sold_out');
    expect(seatsMessage('open', -3).count).toBe(0);
  });

  it.each(['sold_out', 'closed', 'cancelled', 'past'] as const)(
    'says %s rather than a number of seats nobody can book',
    (status) => {
      expect(seatsMessage(status, 40)).toEqual({ key: `seats.${status}`, tone: 'none', count: 40 });
    },
  );
});
