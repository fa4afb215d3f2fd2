import { Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

import { SiteTime } from '../../core/time/site-time';
import { Admin } from '../api/models';
import { chartOf } from './chart-scale';

/** Of the drawing, in its own units. */
const DAY = 20;
const GAP = 4;
const HEIGHT = 160;
/** Every so many days the axis names one. */
const NAMED_EVERY = 7;

/** Bookings of the last days as bars, and the same as a table for whoever cannot or will not read bars. */
@Component({
  selector: 'az-bookings-chart',
  imports: [TranslocoDirective],
  templateUrl: './bookings-chart.html',
  styleUrl: './bookings-chart.scss',
})
export class BookingsChart {
  readonly days = input.required<readonly Admin['BookingDay'][]>();

  protected readonly time = inject(SiteTime);
  protected readonly height = HEIGHT;
  protected readonly chart = computed(() => chartOf(this.days()));
  protected readonly width = computed(() => this.days().length * DAY);
  protected readonly top = computed(() => this.chart().ticks.at(-1) ?? 1);
  protected readonly bars = computed(() =>
    this.chart().bars.map((bar, nth) => ({
      ...bar,
      x: nth * DAY + GAP / 2,
      width: DAY - GAP,
      allHeight: bar.height * HEIGHT,
      solidHeight: bar.solid * HEIGHT,
      // Counted from today, so that today always has its name.
      named: (this.days().length - 1 - nth) % NAMED_EVERY === 0,
    })),
  );
  protected readonly sums = computed(() => ({
    all: this.days().reduce((sum, { reservations }) => sum + reservations, 0),
    confirmed: this.days().reduce((sum, { confirmed }) => sum + confirmed, 0),
    people: this.days().reduce((sum, { people }) => sum + people, 0),
  }));

  protected date(day: string): string {
    return this.time.date(`${day}T00:00`, 'short-day');
  }
}
