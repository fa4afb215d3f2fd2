import { Component, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { ShowPerformance } from '../../core/api/models';
import { SiteTime } from '../../core/time/site-time';
import { Seats } from '../../shared/seats';

/** One date of a show: where, when, doors, seats left, and the way to book. */
@Component({
  selector: 'az-performance-row',
  imports: [RouterLink, Seats, TranslocoDirective],
  template: `
    <div
      *transloco="let t"
      class="row"
      data-testid="performance-row"
      [attr.data-performance-id]="performance().id"
      [attr.data-status]="performance().status"
    >
      <div class="evening">
        <time class="date" [attr.datetime]="performance().starts_at">
          {{ time.dateTime(performance().starts_at) }}
        </time>
        <span class="place">
          {{ performance().venue.name }}, {{ performance().venue.city }}
          @if (performance().doors_open_at; as doors) {
            · {{ t('show.doors', { time: time.time(doors) }) }}
          }
        </span>
        <az-seats [status]="performance().status" [available]="performance().available_seats" />
      </div>
      @if (bookable()) {
        <a
          class="az-button filled"
          data-testid="book-link"
          [routerLink]="['/performances', performance().id, 'book']"
          [attr.aria-label]="t('show.bookFor', { date: time.dateTime(performance().starts_at) })"
        >
          {{ t('show.book') }}
        </a>
      }
    </div>
  `,
  styleUrl: './performance-row.scss',
})
export class PerformanceRow {
  readonly performance = input.required<ShowPerformance>();

  protected readonly time = inject(SiteTime);
  protected readonly bookable = computed(
    () => this.performance().status === 'open' && this.performance().booking_enabled,
  );
}
