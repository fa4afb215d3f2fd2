import { HttpClient, HttpContext, HttpResourceRef, httpResource } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { Observable, map, of, switchMap } from 'rxjs';

import {
  CheckInPerformance,
  CheckInPerformanceList,
  CheckInRequest,
  CheckInResult,
  GuestList,
  PerformanceDetail,
  VerifyRequest,
  WalkInRequest,
} from '../core/api/models';
import { siteDay } from '../core/time/wall-clock';
import { IN_BACKGROUND } from '../session/in-background';

/** The staff's half of the HTTP contract; provided by the staff routes, so visitors never load it. */
@Injectable()
export class StaffApi {
  private readonly http = inject(HttpClient);

  /** Performances of `day` (`YYYY-MM-DD`, the theatre's calendar); of today when empty. */
  performances(day: () => string): HttpResourceRef<CheckInPerformanceList | undefined> {
    return httpResource<CheckInPerformanceList>(() => ({
      url: '/api/check-in/performances',
      params: dayParams(day()),
    }));
  }

  /**
   * One performance with its numbers; undefined when there is none. The contract lists them by day:
   * nearly always it is today's, else the programme knows its day. Like the next, a look in the background.
   */
  performance(id: number): Observable<CheckInPerformance | undefined> {
    return this.performanceOfDay(id, '').pipe(
      switchMap((found) =>
        found
          ? of(found)
          : this.http
              .get<PerformanceDetail>(`/api/performances/${id}`)
              .pipe(switchMap(({ starts_at }) => this.performanceOfDay(id, siteDay(starts_at)))),
      ),
    );
  }

  /** The same where its day is known; of today when empty. */
  performanceOfDay(id: number, day: string): Observable<CheckInPerformance | undefined> {
    return this.http
      .get<CheckInPerformanceList>('/api/check-in/performances', {
        params: dayParams(day),
        context: inBackground(true),
      })
      .pipe(map(({ results }) => results.find((performance) => performance.id === id)));
  }

  /**
   * A page of the guests whose name, reference or address has `query` in it. All guests, when it is empty:
   * that list keeps itself up to date in the background.
   */
  guests(performanceId: number, query: string, page: number): Observable<GuestList> {
    return this.http.get<GuestList>(`/api/check-in/performances/${performanceId}/guests`, {
      params: query ? { q: query, page } : { page },
      context: inBackground(query === ''),
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

function inBackground(is: boolean): HttpContext {
  return new HttpContext().set(IN_BACKGROUND, is);
}

function dayParams(day: string): Record<string, string> {
  return day ? { date: day } : {};
}
