import { ReservationRequest } from '../../core/api/models';
import { IdempotencyKey } from './idempotency-key';

const request: ReservationRequest = {
  name: 'Anna Rossi',
  email: 'anna@example.org',
  party_size: 2,
  privacy_accepted: true,
};

describe('IdempotencyKey', () => {
  function counting(): IdempotencyKey {
    let made = 0;
    return new IdempotencyKey(() => `key-${++made}`);
  }

  it('keeps the key while the form says the same, so a retry makes no second booking', () => {
    const key = counting();
    expect(key.for(7, request)).toBe('key-1');
    expect(key.for(7, { ...request })).toBe('key-1');
  });

  it('takes another key once the form was changed, as the server demands', () => {
    const key = counting();
    key.for(7, request);
    expect(key.for(7, { ...request, party_size: 1 })).toBe('key-2');
  });

  it('does not share a key between performances', () => {
    const key = counting();
    key.for(7, request);
    expect(key.for(8, request)).toBe('key-2');
  });

  it('makes a new booking after being renewed', () => {
    const key = counting();
    key.for(7, request);
    key.renew();
    expect(key.for(7, request)).toBe('key-2');
  });

  it('makes keys nobody can guess', () => {
    expect(new IdempotencyKey().for(7, request)).toMatch(/^[0-9a-f-]{36}$/);
  });
});
