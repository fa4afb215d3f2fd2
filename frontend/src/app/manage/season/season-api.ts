import { HttpClient, HttpEvent, HttpResourceRef, httpResource } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { EMPTY, Observable, expand, forkJoin, map, reduce } from 'rxjs';

import { Admin, Page } from '../api/models';
import { ListParams } from '../parts/list-query';

export type Show = Admin['ManagedShow'];
export type Venue = Admin['ManagedVenue'];
export type Performance = Admin['ManagedPerformance'];
export type Poster = Admin['Poster'];

/** The most rows that a list of the API answers at once. */
const LARGEST_PAGE = 100;

/** A switch that takes no version: whoever throws it means it. */
export type Switch = 'publish' | 'unpublish' | 'open-booking' | 'close-booking' | 'reinstate';

/** How many reservations stand behind a performance: each is a guest who would get a mail. */
export interface Guests {
  readonly confirmed: number;
  readonly pending: number;
}

/** What the company plays, where and when; reads are resources, writes are cold observables. */
@Injectable()
export class SeasonApi {
  private readonly http = inject(HttpClient);

  shows(params: () => ListParams): HttpResourceRef<Page<Show> | undefined> {
    return httpResource<Page<Show>>(() => ({ url: '/admin/shows', params: params() }));
  }

  venues(params: () => ListParams): HttpResourceRef<Page<Venue> | undefined> {
    return httpResource<Page<Venue>>(() => ({ url: '/admin/venues', params: params() }));
  }

  /** A page of performances; nothing is asked while `params` is undefined. */
  performances(
    params: () => ListParams | undefined,
  ): HttpResourceRef<Page<Performance> | undefined> {
    return httpResource<Page<Performance>>(() => {
      const asked = params();
      return asked && { url: '/admin/performances', params: asked };
    });
  }

  show(id: number): Observable<Show> {
    return this.http.get<Show>(`/admin/shows/${id}`);
  }

  venue(id: number): Observable<Venue> {
    return this.http.get<Venue>(`/admin/venues/${id}`);
  }

  performance(id: number): Observable<Performance> {
    return this.http.get<Performance>(`/admin/performances/${id}`);
  }

  /** All of a kind, however many pages they fill: to choose one from, or to lay out a month. */
  all(kind: 'shows', params?: ListParams): Observable<readonly Show[]>;
  all(kind: 'venues', params?: ListParams): Observable<readonly Venue[]>;
  all(kind: 'performances', params?: ListParams): Observable<readonly Performance[]>;
  all(kind: string, params: ListParams = {}): Observable<readonly unknown[]> {
    const page = (number: number) =>
      this.http.get<Page<unknown>>(`/admin/${kind}`, {
        params: { ...params, page: number, page_size: LARGEST_PAGE },
      });
    return page(1).pipe(
      expand(({ page: last, total }) => (last * LARGEST_PAGE < total ? page(last + 1) : EMPTY)),
      reduce<Page<unknown>, readonly unknown[]>((rows, { results }) => [...rows, ...results], []),
    );
  }

  createShow(show: Partial<Admin['NewShow']>): Observable<Show> {
    return this.http.post<Show>('/admin/shows', show);
  }

  updateShow(id: number, edit: Partial<Admin['ShowEdit']>): Observable<Show> {
    return this.http.put<Show>(`/admin/shows/${id}`, edit);
  }

  switchShow(id: number, to: 'publish' | 'unpublish'): Observable<Show> {
    return this.http.post<Show>(`/admin/shows/${id}/${to}`, null);
  }

  deleteShow(id: number): Observable<unknown> {
    return this.http.delete(`/admin/shows/${id}`);
  }

  createVenue(venue: Partial<Admin['NewVenue']>): Observable<Venue> {
    return this.http.post<Venue>('/admin/venues', venue);
  }

  updateVenue(id: number, edit: Partial<Admin['VenueEdit']>): Observable<Venue> {
    return this.http.put<Venue>(`/admin/venues/${id}`, edit);
  }

  deleteVenue(id: number): Observable<unknown> {
    return this.http.delete(`/admin/venues/${id}`);
  }

  createPerformance(performance: Admin['NewPerformance']): Observable<Performance> {
    return this.http.post<Performance>('/admin/performances', performance);
  }

  createSeries(series: Admin['NewSeries']): Observable<Page<Performance>> {
    return this.http.post<Page<Performance>>('/admin/performances/series', series);
  }

  updatePerformance(
    id: number,
    edit: Partial<Admin['PerformanceEdit']>,
  ): Observable<Admin['EditedPerformance']> {
    return this.http.put<Admin['EditedPerformance']>(`/admin/performances/${id}`, edit);
  }

  switchPerformance(id: number, to: Switch): Observable<Performance> {
    return this.http.post<Performance>(`/admin/performances/${id}/${to}`, null);
  }

  /** Calls a performance off: its guests get a mail each. */
  callOff(id: number): Observable<Admin['CalledOff']> {
    return this.http.post<Admin['CalledOff']>(`/admin/performances/${id}/cancel`, null);
  }

  /** Makes the same once more at `startsAt`, by the theatre's clock. */
  duplicate(id: number, startsAt: string): Observable<Performance> {
    return this.http.post<Performance>(`/admin/performances/${id}/duplicate`, {
      starts_at: startsAt,
    });
  }

  deletePerformance(id: number): Observable<unknown> {
    return this.http.delete(`/admin/performances/${id}`);
  }

  guests(performanceId: number): Observable<Guests> {
    const count = (status: string) =>
      this.http
        .get<Page<unknown>>('/admin/reservations', {
          params: { performance_id: performanceId, status, page_size: 1 },
        })
        .pipe(map(({ total }) => total));
    return forkJoin({ confirmed: count('confirmed'), pending: count('pending') });
  }

  /** Sends a picture; tells how far it is, then where it stands. */
  sendPoster(showId: number, file: File): Observable<HttpEvent<Poster>> {
    const form = new FormData();
    form.set('file', file);
    return this.http.post<Poster>(`/admin/shows/${showId}/poster`, form, {
      observe: 'events',
      reportUploadProgress: true,
    });
  }

  poster(showId: number): Observable<Poster> {
    return this.http.get<Poster>(`/admin/shows/${showId}/poster`);
  }

  removePoster(showId: number): Observable<unknown> {
    return this.http.delete(`/admin/shows/${showId}/poster`);
  }

  /** The theatre's calendar day, as the server counts it: `YYYY-MM-DD`. */
  today(): Observable<string> {
    return this.http
      .get<Admin['Overview']>('/admin/overview')
      .pipe(map(({ bookings_per_day: days }) => days.at(-1)?.day ?? ''));
  }
}
