import { HttpClient, HttpResourceRef, httpResource } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { Observable } from 'rxjs';

import { Admin } from '../api/models';

/** What the company says of itself, and what it knows of persons. */
@Injectable({ providedIn: 'root' })
export class HouseApi {
  private readonly http = inject(HttpClient);

  company(): HttpResourceRef<Admin['CompanySettings'] | undefined> {
    return httpResource<Admin['CompanySettings']>(() => '/admin/company');
  }

  saveCompany(edit: Admin['CompanyEdit']): Observable<Admin['CompanySettings']> {
    return this.http.put<Admin['CompanySettings']>('/admin/company', edit);
  }

  /** Sends a picture; a worker prepares it, see {@link logo}. */
  uploadLogo(file: File): Observable<Admin['Poster']> {
    const form = new FormData();
    form.set('file', file);
    return this.http.post<Admin['Poster']>('/admin/company/logo', form);
  }

  /** Where the picture stands that was sent last. */
  logo(): Observable<Admin['Poster']> {
    return this.http.get<Admin['Poster']>('/admin/company/logo');
  }

  removeLogo(): Observable<unknown> {
    return this.http.delete('/admin/company/logo');
  }

  /** All that is stored about the person with this address. It travels in the body: addresses of pages are logged. */
  exportPerson(email: string): Observable<Admin['PersonExport']> {
    return this.http.post<Admin['PersonExport']>('/admin/privacy/export', { email });
  }

  erasePerson(email: string, upcoming: Admin['UpcomingSeats']): Observable<Admin['ErasedPerson']> {
    return this.http.post<Admin['ErasedPerson']>('/admin/privacy/erase', { email, upcoming });
  }
}
