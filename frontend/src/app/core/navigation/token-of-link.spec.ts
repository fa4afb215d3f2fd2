import { tokenFromFragment } from './token-of-link';

describe('tokenFromFragment', () => {
  const token = 'kD3v_9Lq-0sT7uWxYzAbCdEfGhIjKlMnOpQrStUvWx0';

  it('takes the token of a link', () => {
    expect(tokenFromFragment(token)).toBe(token);
  });

  it('forgives blanks that mail programs add', () => {
    expect(tokenFromFragment(` ${token}\n`)).toBe(token);
  });

  it.each([null, '', 'short', 'top', `${token}?x=1`, '<script>alert(1)</script>'])(
    'refuses %s',
    (fragment) => {
      expect(tokenFromFragment(fragment)).toBeNull();
    },
  );
});
