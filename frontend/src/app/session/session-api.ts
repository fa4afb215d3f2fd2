import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { Observable } from 'rxjs';

import { LoginResult, LoginRequest, SessionUser } from '../core/api/models';

/** Logins of the house, for the door and for the office alike. */
@Injectable()
export class SessionApi {
  private readonly http = inject(HttpClient);

  login(request: LoginRequest): Observable<LoginResult> {
    return this.http.post<LoginResult>('/api/auth/login', request);
  }

  logout(): Observable<unknown> {
    return this.http.post('/api/auth/logout', null);
  }

  me(): Observable<SessionUser> {
    return this.http.get<SessionUser>('/api/auth/me');
  }
}
