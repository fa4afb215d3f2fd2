import { Component, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { PerformanceSummary } from '../../core/api/models';
import { SiteTime } from '../../core/time/site-time';
import { Seats } from '../../shared/seats';

/** The calendar on the front page: a line a performance, soonest first. */
@Component({
  selector: 'az-next-performances',
  imports: [RouterLink, Seats, TranslocoDirective],
  template: `
    <ol *transloco="let t">
      @for (performance of performances(); track performance.id) {
        <li>
          <a
            data-testid="next-performance"
            [attr.data-performance-id]="performance.id"
            [routerLink]="
              performance.status === 'open' && performance.booking_enabled
                ? ['/performances', performance.id, 'book']
                : ['/shows', performance.show.slug]
            "
          >
            <time class="day" [attr.datetime]="performance.starts_at">
              <span class="number">{{ time.date(performance.starts_at, 'day-number') }}</span>
              <span class="month">{{ time.date(performance.starts_at, 'month') }}</span>
            </time>
            <span class="what">
              <span class="title">{{ performance.show.title }}</span>
              <span class="where">
                {{
                  t('season.line', {
                    weekday: time.date(performance.starts_at, 'weekday'),
                    time: time.time(performance.starts_at),
                    venue: performance.venue.name,
                  })
                }}
              </span>
            </span>
            <az-seats [status]="performance.status" [available]="performance.available_seats" />
          </a>
        </li>
      }
    </ol>
  `,
  styleUrl: './next-performances.scss',
})
export class NextPerformances {
  readonly performances = input.required<readonly PerformanceSummary[]>();

  protected readonly time = inject(SiteTime);
}
