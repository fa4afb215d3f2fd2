import { HttpClient, HttpContext } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { Observable, forkJoin, map } from 'rxjs';

import { Admin, Page } from '../api/models';
import { Beginnings } from './first-steps';

/** What the dashboard reads. */
@Injectable()
export class DashboardApi {
  private readonly http = inject(HttpClient);

  overview(context: HttpContext): Observable<Admin['Overview']> {
    return this.http.get<Admin['Overview']>('/admin/overview', { context });
  }

  /** What of a season is there already. */
  beginnings(): Observable<Beginnings> {
    return forkJoin({
      venues: this.any('venues'),
      shows: this.any('shows'),
      performances: this.any('performances'),
    });
  }

  private any(what: string): Observable<boolean> {
    return this.http
      .get<Page<unknown>>(`/admin/${what}`, { params: { page_size: 1 } })
      .pipe(map(({ total }) => total > 0));
  }
}
