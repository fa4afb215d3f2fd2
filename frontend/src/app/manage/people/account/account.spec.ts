import { grouped } from './grouped';
import { scopesOf, tokenState } from './token-state';

describe('a token', () => {
  const now = new Date('2027-05-15T20:30:00+02:00');

  it('is active until it expires or is taken back', () => {
    expect(tokenState({ expires_at: '2027-05-15T20:30:01+02:00' }, now)).toBe('active');
    expect(tokenState({ expires_at: '2027-05-15T18:30:00Z' }, now)).toBe('expired');
  });

  it('is taken back for good, whenever it would have expired', () => {
    const revoked_at = '2027-05-01T00:00:00+02:00';
    expect(tokenState({ revoked_at, expires_at: '2028-01-01T00:00:00Z' }, now)).toBe('revoked');
    expect(tokenState({ revoked_at, expires_at: '2027-01-01T00:00:00Z' }, now)).toBe('revoked');
  });

  it('allows no more than its owner may do', () => {
    expect(scopesOf(false)).toEqual(['check_in']);
    expect(scopesOf(true)).toContain('admin');
  });
});

describe('a secret to type', () => {
  it('is written in groups of four', () => {
    expect(grouped('ABCDEFGHIJ')).toBe('ABCD EFGH IJ');
    expect(grouped('')).toBe('');
  });
});
