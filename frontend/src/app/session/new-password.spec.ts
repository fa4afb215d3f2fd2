import { newPasswordControl, passwordFault, proposedPassword } from './new-password';

describe('a new password', () => {
  it.each([
    ['', 'required'],
    ['elevenchars', 'length'],
    ['x'.repeat(129), 'length'],
    ['una sedia vuota in fondo', ''],
  ])('%s is told as "%s"', (typed, fault) => {
    const control = newPasswordControl();
    control.setValue(typed);
    expect(passwordFault(control)).toBe(fault);
  });

  it.each([
    ['guessable', 'guessable'],
    ['out_of_range', 'length'],
    ['too_long', 'length'],
  ])('that the server refuses as %s is told as "%s"', (code, fault) => {
    const control = newPasswordControl();
    control.setValue('password1234');
    control.setErrors({ refused: code });
    expect(passwordFault(control)).toBe(fault);
  });
});

describe('a proposed password', () => {
  it('has four groups of clear letters and digits, and is another each time', () => {
    const one = proposedPassword();
    expect(one).toMatch(/^[a-hjkmnp-z2-9]{5}(?:-[a-hjkmnp-z2-9]{5}){3}$/);
    expect(proposedPassword()).not.toBe(one);
  });

  it('takes no letter more often than another', () => {
    const bytes = [255, 248, 0, 247];
    let next = 0;
    const password = proposedPassword((into) => into.map(() => bytes[next++ % bytes.length] ?? 0));
    // 248 to 255 are thrown away; 0 is the first letter, 247 the last.
    expect(password).toBe('a9a9a-9a9a9-a9a9a-9a9a9');
  });
});
