import { returnPath } from './return-path';

describe('returnPath', () => {
  it('returns to the page that asked for the login', () => {
    expect(returnPath('/staff/performances/12')).toBe('/staff/performances/12');
    expect(returnPath('/manage/reservations?q=rossi')).toBe('/manage/reservations?q=rossi');
  });

  it.each([
    null,
    undefined,
    '',
    'https://evil.example/staff',
    '//evil.example',
    '/staffing',
    '/managers',
    '/staff@evil.example',
    '/staff/login?return=/staff',
    '/',
  ])('goes to the start for %s', (wanted) => {
    expect(returnPath(wanted)).toBe('/staff');
  });
});
