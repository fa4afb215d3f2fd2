import { merged, momentsOf, namedMoments } from './series-dates';

const FRIDAY = 4;
const SATURDAY = 5;
const rhythm = {
  from: '2026-12-04',
  until: '2026-12-19',
  weekdays: [FRIDAY, SATURDAY],
  time: '21:00',
};

describe('the dates of a series', () => {
  it('are all chosen weekdays between two days, both included', () => {
    expect(momentsOf(rhythm)).toEqual([
      '2026-12-04T21:00',
      '2026-12-05T21:00',
      '2026-12-11T21:00',
      '2026-12-12T21:00',
      '2026-12-18T21:00',
      '2026-12-19T21:00',
    ]);
  });

  it('keep the time on the wall when the clocks change', () => {
    const march = { ...rhythm, from: '2026-03-27', until: '2026-04-03', weekdays: [FRIDAY] };
    expect(momentsOf(march)).toEqual(['2026-03-27T21:00', '2026-04-03T21:00']);
  });

  it.each([
    [{ time: '' }, 'incomplete'],
    [{ from: '' }, 'incomplete'],
    [{ until: '2026-12-01' }, 'reversed'],
    [{ weekdays: [] }, 'noWeekday'],
    [{ until: '2126-12-01' }, 'tooLong'],
    [{ from: '2026-12-06', until: '2026-12-09' }, 'noDate'],
  ])('are none for %o: %s', (change, fault) => {
    expect(momentsOf({ ...rhythm, ...change })).toBe(fault);
  });

  it('are in order, and each is there once', () => {
    expect(merged(['2026-12-05T21:00'], ['2026-12-04T17:00', '2026-12-05T21:00'])).toEqual([
      '2026-12-04T17:00',
      '2026-12-05T21:00',
    ]);
  });

  it('are found by the number that the server gives them', () => {
    const moments = ['2026-03-28T02:30', '2026-03-29T02:30'];
    expect([...namedMoments(moments, ['time 2 does not exist', 'is odd'])]).toEqual([
      '2026-03-29T02:30',
    ]);
  });
});
