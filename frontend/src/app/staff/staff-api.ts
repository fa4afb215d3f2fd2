import { HttpClient, HttpResourceRef, httpResource } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { Observable, map, switchMap } from 'rxjs';

import {
  CheckInPerformance,
  CheckInPerformanceList,
  CheckInRequest,
  CheckInResult,
  GuestList,
  LoginRequest,
  PerformanceDetail,
  SessionUser,
  VerifyRequest,
  WalkInRequest,
} from '../core/api/models';
import { siteDay } from '../core/time/wall-clock';

/** The staff's half of the HTTP contract; provided by the staff routes, so visitors never load it. */
@Injectable()
export class StaffApi {
  private readonly http = inject(HttpClient);

  login(request: LoginRequest): Observable<SessionUser> {
    return this.http.post<SessionUser>('/api/auth/login', request);
  }

  logout(): Observable<unknown> {
    return this.http.post('/api/auth/logout', null);
  }

  me(): Observable<SessionUser> {
    return this.http.get<SessionUser>('/api/auth/me');
  }

  /** Performances of `day` (`YYYY-MM-DD`, the theatre's calendar); of today when empty. */
  performances(day: () => string): HttpResourceRef<CheckInPerformanceList | undefined> {
    return httpResource<CheckInPerformanceList>(() => {
      const date = day();
      return { url: '/api/check-in/performances', params: date ? { date } : {} };
    });
  }

  /**
   * One performance with its numbers. The contract lists them by day, so its day is looked up
   * first; undefined when that day's list does not have it.
   */
  performance(id: number): Observable<CheckInPerformance | undefined> {
    return this.http
      .get<PerformanceDetail>(`/api/performances/${id}`)
      .pipe(switchMap((performance) => this.performanceOfDay(id, siteDay(performance.starts_at))));
  }

  performanceOfDay(id: number, date: string): Observable<CheckInPerformance | undefined> {
    return this.http
      .get<CheckInPerformanceList>('/api/check-in/performances', { params: { date } })
      .pipe(map((list) => list.results.find((performance) => performance.id === id)));
  }

  /** Guests whose name, reference or address has `query` in it; everyone when it is empty. */
  guests(performanceId: number, query: string): Observable<GuestList> {
    return this.http.get<GuestList>(`/api/check-in/performances/${performanceId}/guests`, {
      params: query ? { q: query } : {},
    });
  }

  /** What would happen if this ticket were admitted; changes nothing. */
  verify(request: VerifyRequest): Observable<CheckInResult> {
    return this.http.post<CheckInResult>('/api/check-in/verify', request);
  }

  admit(request: CheckInRequest): Observable<CheckInResult> {
    return this.http.post<CheckInResult>('/api/check-in/confirm', request);
  }

  undo(reference: string): Observable<CheckInResult> {
    return this.http.post<CheckInResult>('/api/check-in/undo', { reference });
  }

  walkIn(request: WalkInRequest): Observable<CheckInResult> {
    return this.http.post<CheckInResult>('/api/check-in/walk-ins', request);
  }
}
