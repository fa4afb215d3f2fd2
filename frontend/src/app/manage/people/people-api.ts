import { HttpClient, HttpResourceRef, httpResource } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { Observable } from 'rxjs';

import { SessionList } from '../../core/api/models';
import { Admin } from '../api/models';
import { ListParams } from '../parts/list-query';

/** Users of the house, as administrators manage them. */
@Injectable()
export class PeopleApi {
  private readonly http = inject(HttpClient);

  users(params: () => ListParams): HttpResourceRef<Admin['ManagedUserList'] | undefined> {
    return httpResource<Admin['ManagedUserList']>(() => ({
      url: '/admin/users',
      params: params(),
    }));
  }

  user(id: () => string): HttpResourceRef<Admin['ManagedUser'] | undefined> {
    return httpResource<Admin['ManagedUser']>(() => address(id()));
  }

  create(user: Admin['NewUser']): Observable<Admin['ManagedUser']> {
    return this.http.post<Admin['ManagedUser']>('/admin/users', user);
  }

  edit(id: number, edit: Admin['UserEdit']): Observable<Admin['ManagedUser']> {
    return this.http.patch<Admin['ManagedUser']>(address(id), edit);
  }

  /** Shuts a user out, at once. */
  disable(id: number): Observable<Admin['ManagedUser']> {
    return this.http.post<Admin['ManagedUser']>(`${address(id)}/disable`, null);
  }

  enable(id: number): Observable<Admin['ManagedUser']> {
    return this.http.post<Admin['ManagedUser']>(`${address(id)}/enable`, null);
  }

  /** All sessions of the user end. */
  setPassword(id: number, password: string): Observable<unknown> {
    const body: Admin['NewPassword'] = { password };
    return this.http.post(`${address(id)}/reset-password`, body);
  }

  /** Sends the user a mail with a link to set a password. */
  sendPasswordLink(id: number): Observable<unknown> {
    const body: Admin['NewPassword'] = {};
    return this.http.post(`${address(id)}/reset-password`, body);
  }

  removeSecondFactor(id: number): Observable<unknown> {
    return this.http.delete(`${address(id)}/second-factor`);
  }

  sessions(id: () => string): HttpResourceRef<SessionList | undefined> {
    return httpResource<SessionList>(() => `${address(id())}/sessions`);
  }

  endSession(id: number, session: number): Observable<unknown> {
    return this.http.delete(`${address(id)}/sessions/${session}`);
  }

  endSessions(id: number): Observable<unknown> {
    return this.http.delete(`${address(id)}/sessions`);
  }
}

function address(id: number | string): string {
  return `/admin/users/${encodeURIComponent(id)}`;
}
