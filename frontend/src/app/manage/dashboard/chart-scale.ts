import { Admin } from '../api/models';

/** A bar of the chart, in the chart's own units: a day is 1 wide, the axis 1 high. */
export interface Bar {
  readonly day: string;
  readonly all: number;
  readonly confirmed: number;
  /** How high the bar is, of the height of the axis. */
  readonly height: number;
  /** How much of it is confirmed, of the same height. */
  readonly solid: number;
}

/** The chart: its bars, and the lines behind them. */
export interface Chart {
  readonly bars: readonly Bar[];
  /** Values of the lines, from 0 to the top of the axis. */
  readonly ticks: readonly number[];
}

/** Most lines behind the bars, the ground included. */
const MOST_TICKS = 5;

/** Puts bookings a day to scale. */
export function chartOf(days: readonly Admin['BookingDay'][]): Chart {
  const ticks = ticksFor(Math.max(0, ...days.map(({ reservations }) => reservations)));
  const top = ticks.at(-1) ?? 1;
  return {
    ticks,
    bars: days.map(({ day, reservations, confirmed }) => ({
      day,
      all: reservations,
      confirmed,
      height: reservations / top,
      solid: Math.min(confirmed, reservations) / top,
    })),
  };
}

/** Whole, round numbers from 0 to at least `most`, evenly apart. */
export function ticksFor(most: number): number[] {
  const step = roundStep(Math.max(1, most) / (MOST_TICKS - 1));
  const count = Math.max(1, Math.ceil(most / step));
  return Array.from({ length: count + 1 }, (_, nth) => nth * step);
}

/** The least of 1, 2, 5, 10, 20, 50… that is at least `step`. */
function roundStep(step: number): number {
  const magnitude = 10 ** Math.max(0, Math.floor(Math.log10(step)));
  const factor = [1, 2, 5, 10].find((each) => each * magnitude >= step) ?? 10;
  return factor * magnitude;
}
