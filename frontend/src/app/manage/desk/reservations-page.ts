import { Component, computed, inject, linkedSignal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { SiteTime } from '../../core/time/site-time';
import { LoadState } from '../../shared/load-state';
import { Admin, Page } from '../api/models';
import { ListQuery } from '../parts/list-query';
import { PageHeading } from '../parts/page-heading';
import { Pager } from '../parts/pager';
import { SearchField } from '../parts/search-field';
import { DeskApi } from './desk-api';
import { PerformancePicker } from './performance-picker';
import { RESERVATION_FILTERS, reservationParams } from './reservation-filters';
import { ReservationState } from './reservation-state';

type Reservations = Page<Admin['ManagedReservation']>;

/** All reservations, found as one types. */
@Component({
  selector: 'az-reservations-page',
  imports: [
    LoadState,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    MatSelectModule,
    PageHeading,
    Pager,
    PerformancePicker,
    ReservationState,
    RouterLink,
    SearchField,
    TranslocoDirective,
  ],
  templateUrl: './reservations-page.html',
  styles: `
    az-search-field {
      margin-block-end: 0.75rem;
    }
  `,
})
export class ReservationsPage {
  protected readonly query = new ListQuery(RESERVATION_FILTERS);
  protected readonly time = inject(SiteTime);
  protected readonly statuses = ['pending', 'confirmed', 'cancelled', 'expired'] as const;
  protected readonly reservations = inject(DeskApi).reservations(() =>
    reservationParams(this.query.params()),
  );
  /** The rows of before stay until the new ones are here, so that the list does not flicker as one types. */
  protected readonly list = linkedSignal<Reservations | undefined, Reservations | undefined>({
    source: () => (this.reservations.hasValue() ? this.reservations.value() : undefined),
    computation: (now, before) => now ?? before?.value,
  });
  protected readonly performanceId = computed(
    () => Number(this.query.params()['performance_id']) || null,
  );
  /** A new booking is for the performance that is looked at. */
  protected readonly newParams = computed(() => {
    const performance = this.performanceId();
    return performance ? { performance } : {};
  });
}
