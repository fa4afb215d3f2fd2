import { Component, computed, inject } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { SiteTime } from '../../core/time/site-time';
import { LoadState } from '../../shared/load-state';
import { liveRead } from '../parts/live-read';
import { PageHeading } from '../parts/page-heading';
import { BookingsChart } from './bookings-chart';
import { DashboardApi } from './dashboard-api';
import { FillBar } from '../parts/fill-bar';
import { FirstSteps } from './first-steps';
import { queueHealth } from './queue-health';

/** Milliseconds between two quiet looks. */
const LOOK_EVERY = 30_000;

/** What the company wants to know when it comes in: tonight, the next evenings, how bookings go, and whether mails leave. */
@Component({
  selector: 'az-dashboard-page',
  imports: [
    BookingsChart,
    FillBar,
    FirstSteps,
    LoadState,
    MatButtonModule,
    MatIconModule,
    PageHeading,
    RouterLink,
    TranslocoDirective,
  ],
  templateUrl: './dashboard-page.html',
  styleUrl: './dashboard-page.scss',
})
export class DashboardPage {
  private readonly api = inject(DashboardApi);

  protected readonly time = inject(SiteTime);
  protected readonly overview = liveRead({
    of: () => 'overview',
    read: (_, context) => this.api.overview(context),
    pace: () => LOOK_EVERY,
  });
  protected readonly health = computed(() => {
    const overview = this.overview.value();
    return overview && queueHealth(overview.queue);
  });
  /** Tonight has its own place above. */
  protected readonly next = computed(() => {
    const overview = this.overview.value();
    const tonight = new Set(overview?.tonight.map(({ id }) => id));
    return overview?.upcoming.filter(({ id }) => !tonight.has(id)) ?? [];
  });
  /** Nothing was played, nothing will be: the company has just moved in, or takes a long rest. */
  protected readonly isBare = computed(() => {
    const overview = this.overview.value();
    return (
      overview !== undefined &&
      overview.tonight.length + overview.upcoming.length + overview.played.length === 0
    );
  });
  protected readonly beginnings = rxResource({
    params: () => (this.isBare() ? 'asked' : undefined),
    stream: () => this.api.beginnings(),
  });

  protected percent(rate: number): number {
    return Math.round(rate * 100);
  }
}
