import { HttpClient, HttpContext, HttpResourceRef, httpResource } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { EMPTY, Observable, expand, forkJoin, map, reduce } from 'rxjs';

import { CheckInResult } from '../../core/api/models';
import { LanguageCode } from '../../core/language/language-code';
import { Admin, Page } from '../api/models';
import { ListParams } from '../parts/list-query';

type ReservationPage = Page<Admin['ManagedReservation']>;

/** Everybody who has booked a performance, and the performance. */
export interface GuestsOf {
  readonly performance: Admin['ManagedPerformance'];
  readonly guests: readonly Admin['ManagedReservation'][];
}

/** Rows of a page where all are wanted: as many as the API gives. */
const ALL = 100;

/** Reservations and guest lists, as the administration's half of the HTTP contract has them. */
@Injectable()
export class DeskApi {
  private readonly http = inject(HttpClient);

  reservations(params: () => ListParams): HttpResourceRef<ReservationPage | undefined> {
    return httpResource<ReservationPage>(() => ({ url: '/admin/reservations', params: params() }));
  }

  reservation(id: number, context: HttpContext): Observable<Admin['ReservationDetail']> {
    return this.http.get<Admin['ReservationDetail']>(address(id), { context });
  }

  book(booking: Admin['NewReservation']): Observable<Admin['ReservationDetail']> {
    return this.http.post<Admin['ReservationDetail']>('/admin/reservations', booking);
  }

  edit(id: number, edit: Admin['ReservationEdit']): Observable<Admin['ReservationDetail']> {
    return this.http.patch<Admin['ReservationDetail']>(address(id), edit);
  }

  confirm(id: number): Observable<Admin['ReservationDetail']> {
    return this.http.post<Admin['ReservationDetail']>(`${address(id)}/confirm`, null);
  }

  cancel(id: number, tellGuest: boolean): Observable<Admin['ReservationDetail']> {
    const request: Admin['CancelRequest'] = { tell_guest: tellGuest };
    return this.http.post<Admin['ReservationDetail']>(`${address(id)}/cancel`, request);
  }

  resend(id: number, reset: boolean): Observable<Admin['Resent']> {
    const request: Admin['ResentRequest'] = { reset };
    return this.http.post<Admin['Resent']>(`${address(id)}/resend`, request);
  }

  checkIn(id: number, admitted: number): Observable<CheckInResult> {
    const request: Admin['PartyCheckIn'] = { admitted };
    return this.http.post<CheckInResult>(`${address(id)}/check-in`, request);
  }

  /** Takes the last admission back. */
  undoCheckIn(reference: string): Observable<CheckInResult> {
    return this.http.post<CheckInResult>('/api/check-in/undo', { reference });
  }

  performance(id: number): Observable<Admin['ManagedPerformance']> {
    return this.http.get<Admin['ManagedPerformance']>(`/admin/performances/${id}`);
  }

  /** Performances from `instant` on, soonest first, or before it, latest first. */
  performances(
    side: 'from' | 'to',
    instant: string,
    q: string,
    count: number,
  ): Observable<readonly Admin['ManagedPerformance'][]> {
    const params = {
      [side]: instant,
      page_size: count,
      sort: side === 'from' ? 'starts_at' : '-starts_at',
      ...(q && { q }),
    };
    return this.http
      .get<Page<Admin['ManagedPerformance']>>('/admin/performances', { params })
      .pipe(map(({ results }) => results));
  }

  /** A performance with all who have booked it or asked for it. */
  guestsOf(performanceId: number, context: HttpContext): Observable<GuestsOf> {
    return forkJoin({
      performance: this.http.get<Admin['ManagedPerformance']>(
        `/admin/performances/${performanceId}`,
        { context },
      ),
      confirmed: this.all(performanceId, 'confirmed', context),
      pending: this.all(performanceId, 'pending', context),
    }).pipe(
      map(({ performance, confirmed, pending }) => ({
        performance,
        guests: [...confirmed, ...pending],
      })),
    );
  }

  private all(
    performanceId: number,
    status: Admin['ReservationStatus'],
    context: HttpContext,
  ): Observable<Admin['ManagedReservation'][]> {
    const read = (page: number) =>
      this.http.get<ReservationPage>('/admin/reservations', {
        params: { performance_id: performanceId, status, page, page_size: ALL },
        context,
      });
    return read(1).pipe(
      expand((list) => (list.page * list.page_size < list.total ? read(list.page + 1) : EMPTY)),
      reduce((guests: Admin['ManagedReservation'][], { results }) => [...guests, ...results], []),
    );
  }
}

/** Where the guest list is downloaded: a plain link, which the session's cookie opens. */
export function guestFile(
  performanceId: number,
  ending: 'csv' | 'xlsx',
  language: LanguageCode,
): string {
  return `/admin/performances/${performanceId}/guests.${ending}?locale=${language}`;
}

function address(id: number): string {
  return `/admin/reservations/${id}`;
}
