import { Component, computed, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

import { FillBar } from '../../parts/fill-bar';
import { Performance } from '../season-api';

/** How many of the seats on offer are taken: in numbers, and as a bar beside them. */
@Component({
  selector: 'az-seats-fill',
  imports: [FillBar, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <span data-testid="seats-taken">{{
        t('manageSeason.performances.taken', { taken: taken(), offered: offered() })
      }}</span>
      <az-fill-bar [rate]="rate()" />
    </ng-container>
  `,
  styles: `
    :host {
      display: inline-grid;
      gap: 0.25rem;
      min-inline-size: 6rem;
      font-variant-numeric: tabular-nums;
    }
  `,
})
export class SeatsFill {
  readonly performance = input.required<Performance>();

  protected readonly taken = computed(() => this.performance().confirmed_seats);
  protected readonly offered = computed(() => offeredSeats(this.performance()));
  protected readonly rate = computed(() =>
    this.offered() > 0 ? this.taken() / this.offered() : 0,
  );
}

/** Seats that can be booked: those of the room and the added ones, without the kept. */
export function offeredSeats(performance: Performance): number {
  return (
    performance.room_capacity + performance.additional_seats - performance.manually_occupied_seats
  );
}
