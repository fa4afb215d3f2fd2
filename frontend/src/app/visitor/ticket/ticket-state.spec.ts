import { ticketState } from './ticket-state';

describe('ticketState', () => {
  it('tells a party that is in from one that is still coming', () => {
    expect(ticketState({ status: 'confirmed', admitted: 0, party_size: 3 })).toBe('confirmed');
    expect(ticketState({ status: 'confirmed', admitted: 2, party_size: 3 })).toBe(
      'partly_admitted',
    );
    expect(ticketState({ status: 'confirmed', admitted: 3, party_size: 3 })).toBe('admitted');
  });

  it('lets a cancellation outweigh everything', () => {
    expect(ticketState({ status: 'cancelled', admitted: 1, party_size: 3 })).toBe('cancelled');
  });
});
