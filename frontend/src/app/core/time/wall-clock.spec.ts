import { formatDate, formatDateTime, formatTime, siteDay } from './wall-clock';

describe('wall clock', () => {
  const evening = '2027-05-15T20:30:00+02:00';

  it('writes the Italian programme line', () => {
    expect(formatDateTime(evening, 'it')).toBe('sabato 15 maggio, ore\u00a020:30');
  });

  it('writes the English programme line', () => {
    expect(formatDateTime(evening, 'en')).toBe('Saturday 15 May, 8:30\u00a0pm');
  });

  it('shows the clock of the theatre, not of the device, and whatever the offset', () => {
    expect(formatTime('2027-01-15T20:30:00+01:00', 'it')).toBe('20:30');
    expect(formatTime('2027-01-15T20:30:00-11:00', 'it')).toBe('20:30');
    expect(formatTime('2027-01-15T20:30:00Z', 'it')).toBe('20:30');
  });

  it('keeps the day of a performance that starts just before midnight', () => {
    expect(formatDate('2027-12-31T23:55:00+01:00', 'it', 'day-and-year')).toBe(
      'venerdì 31 dicembre 2027',
    );
    expect(siteDay('2027-12-31T23:55:00+01:00')).toBe('2027-12-31');
  });

  it('writes noon and midnight without doubt', () => {
    expect(formatTime('2027-05-15T00:05:00+02:00', 'it')).toBe('00:05');
    expect(formatTime('2027-05-15T00:05:00+02:00', 'en')).toBe('12:05\u00a0am');
    expect(formatTime('2027-05-15T12:00:00+02:00', 'en')).toBe('12:00\u00a0pm');
  });

  it.each([
    ['it', 'it-IT'],
    ['en', 'en-GB'],
  ] as const)('names days and months as the browser does (%s)', (language, locale) => {
    const write = (options: Intl.DateTimeFormatOptions, instant: string) =>
      new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' }).format(new Date(instant));
    for (const month of ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12']) {
      for (const day of ['01', '02', '03', '04', '05', '06', '07']) {
        const instant = `2027-${month}-${day}T20:30:00Z`;
        expect(formatDate(instant, language, 'weekday')).toBe(write({ weekday: 'long' }, instant));
        expect(formatDate(instant, language, 'short-weekday')).toBe(
          write({ weekday: 'short' }, instant),
        );
        expect(formatDate(instant, language, 'month-and-year')).toBe(
          write({ month: 'long', year: 'numeric' }, instant),
        );
        expect(formatDate(instant, language, 'day')).toBe(
          write({ weekday: 'long', day: 'numeric', month: 'long' }, instant).replace(',', ''),
        );
      }
    }
  });

  it('writes dates in short', () => {
    expect(formatDate(evening, 'it', 'short-day-and-year')).toBe('sab 15 mag 2027');
    expect(formatDate(evening, 'en', 'short-day')).toBe('Sat 15 May');
    expect(formatDate('2027-09-05T20:30:00+02:00', 'it', 'month')).toBe('set');
    expect(formatDate('2027-09-05T20:30:00+02:00', 'it', 'day-number')).toBe('5');
  });

  it('answers nothing for a text that is no instant', () => {
    expect(formatDate('tomorrow', 'it', 'day')).toBe('');
    expect(formatTime('', 'en')).toBe('');
  });
});
