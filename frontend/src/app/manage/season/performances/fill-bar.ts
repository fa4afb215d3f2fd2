import { Component, computed, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

import { Performance } from '../season-api';

/** How many of the seats on offer are taken: in numbers, and as a bar beside them. */
@Component({
  selector: 'az-seats-fill',
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <span data-testid="seats-taken">{{
        t('manageSeason.performances.taken', { taken: taken(), offered: offered() })
      }}</span>
      <span class="bar" aria-hidden="true"
        ><span class="full" [style.inline-size.%]="percent()"></span
      ></span>
    </ng-container>
  `,
  styles: `
    :host {
      display: inline-grid;
      gap: 0.25rem;
      min-inline-size: 6rem;
      font-variant-numeric: tabular-nums;
    }

    .bar {
      block-size: 0.375rem;
      border-radius: 1rem;
      background: var(--mat-sys-surface-container-highest);
      overflow: hidden;
    }

    .full {
      display: block;
      block-size: 100%;
      background: var(--mat-sys-primary);
    }
  `,
})
export class FillBar {
  readonly performance = input.required<Performance>();

  protected readonly taken = computed(() => this.performance().confirmed_seats);
  protected readonly offered = computed(() => offeredSeats(this.performance()));
  protected readonly percent = computed(() =>
    this.offered() > 0 ? Math.min(100, (100 * this.taken()) / this.offered()) : 0,
  );
}

/** Seats that can be booked: those of the room and the added ones, without the kept. */
export function offeredSeats(performance: Performance): number {
  return (
    performance.room_capacity + performance.additional_seats - performance.manually_occupied_seats
  );
}
