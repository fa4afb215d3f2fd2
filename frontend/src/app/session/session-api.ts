import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { Observable } from 'rxjs';

import {
  LoginResult,
  LoginRequest,
  PasswordReset,
  SecondStep,
  SessionUser,
} from '../core/api/models';

/** Logins of the house, for the door and for the office alike. */
@Injectable()
export class SessionApi {
  private readonly http = inject(HttpClient);

  login(request: LoginRequest): Observable<LoginResult> {
    return this.http.post<LoginResult>('/api/auth/login', request);
  }

  /** The second step of a login that asked for one. */
  secondStep(step: SecondStep): Observable<LoginResult> {
    return this.http.post<LoginResult>('/api/auth/login/second-factor', step);
  }

  logout(): Observable<unknown> {
    return this.http.post('/api/auth/logout', null);
  }

  me(): Observable<SessionUser> {
    return this.http.get<SessionUser>('/api/auth/me');
  }

  /** Asks for a mail with a link; answers the same whoever has this address. */
  requestPasswordReset(email: string): Observable<unknown> {
    return this.http.post('/api/auth/password-reset', { email });
  }

  /** Sets a new password by the link of that mail. */
  completePasswordReset(reset: PasswordReset): Observable<unknown> {
    return this.http.post('/api/auth/password-reset/complete', reset);
  }
}
