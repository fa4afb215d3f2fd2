import { HttpClient, HttpResourceRef, httpResource } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { Observable } from 'rxjs';

import {
  ApiTokenList,
  Enrolment,
  IssuedApiToken,
  NewApiToken,
  PasswordChange,
  RecoveryCodes,
  SecondFactor,
  SessionList,
} from '../../../core/api/models';

/** One's own account. What is secret travels in bodies and stays in memory. */
@Injectable()
export class AccountApi {
  private readonly http = inject(HttpClient);

  /** All other sessions end. */
  changePassword(change: PasswordChange): Observable<unknown> {
    return this.http.post('/api/auth/password', change);
  }

  secondFactor(): HttpResourceRef<SecondFactor | undefined> {
    return httpResource<SecondFactor>(() => '/api/auth/second-factor');
  }

  /** Makes a secret for an app; logins ask for it once a first code is confirmed. */
  beginSecondFactor(password: string): Observable<Enrolment> {
    return this.http.post<Enrolment>('/api/auth/second-factor', { current_password: password });
  }

  confirmSecondFactor(code: string): Observable<RecoveryCodes> {
    return this.http.post<RecoveryCodes>('/api/auth/second-factor/confirm', { code });
  }

  renewRecoveryCodes(password: string): Observable<RecoveryCodes> {
    return this.http.post<RecoveryCodes>('/api/auth/second-factor/recovery-codes', {
      current_password: password,
    });
  }

  removeSecondFactor(password: string): Observable<unknown> {
    return this.http.post('/api/auth/second-factor/remove', { current_password: password });
  }

  sessions(): HttpResourceRef<SessionList | undefined> {
    return httpResource<SessionList>(() => '/api/auth/sessions');
  }

  endSession(id: number): Observable<unknown> {
    return this.http.delete(`/api/auth/sessions/${id}`);
  }

  endOtherSessions(): Observable<unknown> {
    return this.http.delete('/api/auth/sessions');
  }

  tokens(): HttpResourceRef<ApiTokenList | undefined> {
    return httpResource<ApiTokenList>(() => '/api/auth/tokens');
  }

  issueToken(token: NewApiToken): Observable<IssuedApiToken> {
    return this.http.post<IssuedApiToken>('/api/auth/tokens', token);
  }

  revokeToken(id: number): Observable<unknown> {
    return this.http.delete(`/api/auth/tokens/${id}`);
  }
}
