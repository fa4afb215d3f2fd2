import { chartOf, ticksFor } from './chart-scale';

describe('the scale of the bookings chart', () => {
  it('has whole, round lines that reach over the highest bar', () => {
    expect(ticksFor(0)).toEqual([0, 1]);
    expect(ticksFor(1)).toEqual([0, 1]);
    expect(ticksFor(4)).toEqual([0, 1, 2, 3, 4]);
    expect(ticksFor(5)).toEqual([0, 2, 4, 6]);
    expect(ticksFor(24)).toEqual([0, 10, 20, 30]);
    expect(ticksFor(100)).toEqual([0, 50, 100]);
    expect(ticksFor(101)).toEqual([0, 50, 100, 150]);
  });

  it('never needs more than five lines', () => {
    for (let most = 0; most <= 3000; most += 1) {
      const ticks = ticksFor(most);
      expect(ticks.length).toBeLessThanOrEqual(5);
      expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
    }
  });

  it('draws what is confirmed as a part of all', () => {
    const { bars } = chartOf([
      { day: '2026-11-24', reservations: 4, people: 9, confirmed: 3 },
      { day: '2026-11-25', reservations: 0, people: 0, confirmed: 0 },
    ]);
    expect(bars).toEqual([
      { day: '2026-11-24', all: 4, confirmed: 3, height: 1, solid: 0.75 },
      { day: '2026-11-25', all: 0, confirmed: 0, height: 0, solid: 0 },
    ]);
  });

  it('has nothing to draw without days', () => {
    expect(chartOf([])).toEqual({ bars: [], ticks: [0, 1] });
  });
});
