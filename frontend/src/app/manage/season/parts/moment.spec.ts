import { FormControl } from '@angular/forms';

import { instantOf, isLater, minutesBefore, momentOf, wallMoment, wholeMoment } from './moment';

describe('moments by the theatre’s clock', () => {
  it('are what stands before the offset', () => {
    expect(wallMoment('2026-05-15T20:30:00+02:00')).toBe('2026-05-15T20:30');
    expect(wallMoment(null)).toBe('');
  });

  it('go to the API without an offset, which the theatre knows', () => {
    expect(instantOf('2026-05-15T21:00', '2026-05-15T20:30:00+02:00')).toBe('2026-05-15T21:00');
    expect(instantOf('', '2026-05-15T20:30:00+02:00')).toBeNull();
  });

  it('go back as they were read when nobody changed them', () => {
    const second = '2026-10-25T02:30:00+01:00';
    expect(instantOf('2026-10-25T02:30', second)).toBe(second);
  });

  it('are whole or nothing', () => {
    const fits = (text: string) => wholeMoment(new FormControl(text)) === null;
    expect(fits('')).toBe(true);
    expect(fits(momentOf('2026-05-15', '20:30'))).toBe(true);
    expect(fits(momentOf('2026-05-15', ''))).toBe(false);
    expect(fits(momentOf('', '20:30'))).toBe(false);
  });

  it('are counted back over midnight and over the change of the clocks by the wall', () => {
    expect(minutesBefore('2026-05-15T00:15', 30)).toBe('2026-05-14T23:45');
    expect(minutesBefore('2026-03-29T03:10', 30)).toBe('2026-03-29T02:40');
    expect(minutesBefore('T20:30', 30)).toBe('');
  });

  it('are compared when both are whole', () => {
    expect(isLater('2026-05-15T21:00', '2026-05-15T20:30')).toBe(true);
    expect(isLater('2026-05-15T20:30', '2026-05-15T20:30')).toBe(false);
    expect(isLater('2026-05-16T', '2026-05-15T20:30')).toBe(false);
  });
});
