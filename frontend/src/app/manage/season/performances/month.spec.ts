import {
  addDays,
  addMonths,
  byDay,
  dayAfterKey,
  isMonth,
  sameDayIn,
  weekdayOf,
  weeksOf,
} from './month';

describe('the calendar of a month', () => {
  it('has whole weeks, from Monday to Sunday', () => {
    const weeks = weeksOf('2026-12');
    expect(weeks).toHaveLength(5);
    expect(weeks[0]?.[0]).toBe('2026-11-30');
    expect(weeks.at(-1)?.at(-1)).toBe('2027-01-03');
    expect(weeks.every((week) => week.length === 7)).toBe(true);
  });

  it('has four weeks in a February that begins on a Monday, and six where they are needed', () => {
    expect(weeksOf('2027-02')).toHaveLength(4);
    expect(weeksOf('2026-08')).toHaveLength(6);
  });

  it('does not stumble over the days on which clocks change', () => {
    expect(addDays('2026-03-28', 1)).toBe('2026-03-29');
    expect(addDays('2026-03-29', 1)).toBe('2026-03-30');
    expect(addDays('2026-10-25', 1)).toBe('2026-10-26');
  });

  it('goes over the end of the year both ways', () => {
    expect(addMonths('2026-12', 1)).toBe('2027-01');
    expect(addMonths('2026-01', -1)).toBe('2025-12');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('finds the last day of a month that is too short', () => {
    expect(sameDayIn('2027-02', '2027-01-31')).toBe('2027-02-28');
    expect(sameDayIn('2028-02', '2028-01-31')).toBe('2028-02-29');
    expect(sameDayIn('2027-03', '2027-02-28')).toBe('2027-03-28');
  });

  it.each([
    ['ArrowLeft', '2026-11-30'],
    ['ArrowRight', '2026-12-02'],
    ['ArrowUp', '2026-11-24'],
    ['ArrowDown', '2026-12-08'],
    ['Home', '2026-11-30'],
    ['End', '2026-12-06'],
    ['PageUp', '2026-11-01'],
    ['PageDown', '2027-01-01'],
    ['a', undefined],
  ])('%s leads from Tuesday 1 December to %s', (key, day) => {
    expect(weekdayOf('2026-12-01')).toBe(1);
    expect(dayAfterKey('2026-12-01', key)).toBe(day);
  });

  it('puts what starts just before midnight on its evening', () => {
    const late = { starts_at: '2026-12-31T23:55:00+01:00' };
    const early = { starts_at: '2026-12-31T11:00:00+01:00' };
    expect(byDay([late, early]).get('2026-12-31')).toEqual([early, late]);
  });

  it.each([
    ['2026-12', true],
    ['2026-13', false],
    ['26-12', false],
    ['', false],
  ])('knows a month of the address: %s', (text, is) => {
    expect(isMonth(text)).toBe(is);
  });
});
