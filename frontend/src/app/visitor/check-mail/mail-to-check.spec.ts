import { mailToCheck } from './mail-to-check';

describe('mailToCheck', () => {
  const state = {
    reference: 'K7M4QX',
    expiresAt: '2027-05-15T20:30:00+02:00',
    email: 'anna@example.org',
    performanceId: 7,
  };

  it('reads what the booking page left, beside what the router keeps there', () => {
    expect(mailToCheck({ ...state, navigationId: 3 })).toMatchObject(state);
  });

  it.each([null, undefined, {}, 'x', { ...state, performanceId: '7' }, { reference: 'K7M4QX' }])(
    'makes nothing of another state',
    (other) => {
      expect(mailToCheck(other)).toBeNull();
    },
  );
});
