import { Component, computed, inject } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { SiteTime } from '../../../core/time/site-time';
import { LoadState } from '../../../shared/load-state';
import { lastKnown } from '../../parts/last-known';
import { ListParams, ListQuery } from '../../parts/list-query';
import { PageHeading } from '../../parts/page-heading';
import { Pager } from '../../parts/pager';
import { Choices } from '../parts/choices';
import { SeasonApi } from '../season-api';
import { SeatsFill } from './seats-fill';
import { addDays, addMonths, isMonth, monthOf, weeksOf } from './month';
import { MonthCalendar } from './month-calendar';
import { STATUS_LOOK } from './status-look';

/** Filters that the list and the calendar share, as the API calls them. */
const SHARED = ['show_id', 'venue_id', 'status', 'published'];

/** What is played when and where, as a list or as a month. */
@Component({
  selector: 'az-performances-page',
  imports: [
    SeatsFill,
    LoadState,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    MonthCalendar,
    PageHeading,
    Pager,
    RouterLink,
    TranslocoDirective,
  ],
  templateUrl: './performances-page.html',
  styles: `
    .views {
      display: flex;
      gap: 0.5rem;
      margin-block-end: 1rem;
    }
  `,
})
export class PerformancesPage {
  private readonly api = inject(SeasonApi);
  private readonly router = inject(Router);
  private readonly choices = inject(Choices);
  protected readonly time = inject(SiteTime);

  protected readonly query = new ListQuery([
    ...SHARED,
    'from',
    'to',
    'sort',
    'when',
    'view',
    'month',
  ]);
  protected readonly shows = this.choices.shows();
  protected readonly venues = this.choices.venues();
  protected readonly statuses = ['open', 'sold_out', 'closed', 'cancelled', 'past'];
  protected readonly look = STATUS_LOOK;

  protected readonly isCalendar = computed(() => this.query.value('view') === 'calendar');
  protected readonly isNarrowed = computed(() =>
    [...SHARED, 'from', 'to'].some((name) => this.query.value(name) !== ''),
  );
  /** The theatre's day. */
  protected readonly today = rxResource({ stream: () => this.api.today(), defaultValue: '' });
  protected readonly month = computed(() => {
    const asked = this.query.value('month');
    return isMonth(asked) ? asked : monthOf(this.day());
  });

  protected readonly performances = this.api.performances(() => this.asked());
  protected readonly list = lastKnown(this.performances);
  protected readonly ofMonth = rxResource({
    params: () => (this.isCalendar() && this.month() ? this.monthAsked() : undefined),
    stream: ({ params }) => this.api.all('performances', params),
  });

  private readonly day = computed(() => (this.today.hasValue() ? this.today.value() : ''));

  protected turnTo(month: string): void {
    this.query.narrow({ month });
  }

  /** A day of the calendar was chosen on which nothing is played. */
  protected add(day: string): void {
    void this.router.navigate(['/manage/performances/new'], { queryParams: { day } });
  }

  protected narrowTo(name: string, value: string): void {
    this.query.narrow({ [name]: value });
  }

  protected clear(): void {
    this.query.narrow(Object.fromEntries([...SHARED, 'from', 'to'].map((name) => [name, null])));
  }

  private shared(): ListParams {
    return Object.fromEntries(
      Object.entries(this.query.params()).filter(([name]) => SHARED.includes(name)),
    );
  }

  /** What the list asks: what is to come, unless the person wants to see further back. */
  private asked(): ListParams | undefined {
    if (this.isCalendar()) {
      return undefined;
    }
    const { from, to, page, sort, when } = this.query.params();
    if (!from && when !== 'all' && !this.day()) {
      // Without the theatre's day everything is shown; while it is asked for, nothing yet.
      return this.today.error() ? { ...this.shared(), ...(page && { page }) } : undefined;
    }
    return {
      ...this.shared(),
      ...(from ? { from } : when === 'all' ? {} : { from: this.day() }),
      ...(to && { to }),
      ...(sort && { sort }),
      ...(page && { page }),
    };
  }

  private monthAsked(): ListParams {
    const weeks = weeksOf(this.month());
    const from = weeks[0]?.[0] ?? `${this.month()}-01`;
    const last = weeks.at(-1)?.at(-1) ?? `${addMonths(this.month(), 1)}-01`;
    return { ...this.shared(), from, to: addDays(last, 1) };
  }
}
