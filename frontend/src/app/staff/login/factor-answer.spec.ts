import { looksLike, secondStep } from './factor-answer';

describe('the answer to the second step', () => {
  it.each(['123456', '123 456', ' 123-456 '])('takes %s for a code of the app', (typed) => {
    expect(looksLike('code', typed)).toBe(true);
    expect(secondStep('pending', 'code', typed)).toEqual({
      pending_token: 'pending',
      code: '123456',
    });
  });

  it.each(['', '12345', '1234567', 'abcdef'])('takes "%s" for no code', (typed) => {
    expect(looksLike('code', typed)).toBe(false);
  });

  it('takes recovery codes as people write them', () => {
    const typed = 'abcd efgh-2345 6789';
    expect(looksLike('recovery_code', typed)).toBe(true);
    expect(secondStep('pending', 'recovery_code', typed)).toEqual({
      pending_token: 'pending',
      recovery_code: 'ABCDEFGH23456789',
    });
    expect(looksLike('recovery_code', '123456')).toBe(false);
  });
});
