import { HttpClient, HttpResourceRef, httpResource } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { Observable } from 'rxjs';

import {
  Cancellation,
  Confirmation,
  PerformanceDetail,
  PerformanceList,
  ReservationAccepted,
  ReservationRequest,
  ResendRequest,
  ShowDetail,
  ShowList,
  Ticket,
} from './models';
import { VISITOR_PATHS } from './visitor-paths';

/**
 * The visitors' half of the HTTP contract. Reads are resources (call them in an injection
 * context, as a field); writes are cold observables.
 */
@Injectable({ providedIn: 'root' })
export class VisitorApi {
  private readonly http = inject(HttpClient);

  /** Every published show. */
  shows(): HttpResourceRef<ShowList | undefined> {
    return httpResource<ShowList>(() => VISITOR_PATHS.shows);
  }

  /** The next performances of the season, soonest first; at most `count`. */
  nextPerformances(count: number): HttpResourceRef<PerformanceList | undefined> {
    return httpResource<PerformanceList>(() => VISITOR_PATHS.nextPerformances(count));
  }

  show(slug: () => string): HttpResourceRef<ShowDetail | undefined> {
    return httpResource<ShowDetail>(() => VISITOR_PATHS.show(slug()));
  }

  performance(id: () => string): HttpResourceRef<PerformanceDetail | undefined> {
    return httpResource<PerformanceDetail>(() => VISITOR_PATHS.performance(id()));
  }

  /**
   * Asks for seats. The same `idempotencyKey` with the same body answers the first result and makes
   * no second booking, so a call whose answer was lost can be repeated.
   */
  reserve(
    performanceId: number,
    request: ReservationRequest,
    idempotencyKey: string,
  ): Observable<ReservationAccepted> {
    return this.http.post<ReservationAccepted>(
      `/api/performances/${performanceId}/reservations`,
      request,
      { headers: { 'Idempotency-Key': idempotencyKey } },
    );
  }

  resend(request: ResendRequest): Observable<unknown> {
    return this.http.post('/api/reservations/resend', request);
  }

  confirm(token: string): Observable<Confirmation> {
    return this.http.post<Confirmation>('/api/reservations/confirm', { token });
  }

  ticket(token: string): Observable<Ticket> {
    return this.http.post<Ticket>(VISITOR_PATHS.ticket, { token });
  }

  cancel(token: string): Observable<Cancellation> {
    return this.http.post<Cancellation>('/api/reservations/cancel', { token });
  }
}

/** Where a performance's calendar entry is downloaded. */
export function calendarUrl(performanceId: number): string {
  return `/api/performances/${performanceId}/calendar.ics`;
}
