import { FormControl, Validators } from '@angular/forms';

import { faultOf } from './fault';

describe('the fault of a field', () => {
  it('is told once the field was left', () => {
    const control = new FormControl('', Validators.required);
    expect(faultOf(control)).toBeNull();
    control.markAsTouched();
    expect(faultOf(control)).toEqual({ key: 'manageSeason.fault.required', values: {} });
  });

  it('brings the limit that was passed', () => {
    const control = new FormControl(0, Validators.min(1));
    control.markAsTouched();
    expect(faultOf(control)?.values).toEqual({ min: 1, actual: 0 });
  });

  it.each([
    ['taken', 'manageSeason.fault.taken'],
    ['something_new', 'manageSeason.fault.invalid'],
  ])('tells the server’s %s', (code, key) => {
    const control = new FormControl('x');
    control.setErrors({ refused: code });
    control.markAsTouched();
    expect(faultOf(control)?.key).toBe(key);
  });
});
