import { Injectable, computed, inject, signal } from '@angular/core';
import { Observable, catchError, finalize, map, of, share, tap, throwError } from 'rxjs';

import { LoginRequest, LoginResult, SecondStep, SessionUser } from '../core/api/models';
import { toProblem } from '../core/api/problem';
import { SessionApi } from './session-api';

/** Who is logged in on this device. The session itself is a cookie that no script can read. */
@Injectable()
export class Session {
  private readonly api = inject(SessionApi);
  private readonly current = signal<SessionUser['user'] | null>(null);

  /** The question to the server that is under way: several guards ask at the same time. */
  private asked: Observable<boolean> | null = null;

  readonly user = this.current.asReadonly();
  readonly isAdmin = computed(() => this.current()?.role === 'admin');
  readonly displayName = computed(() => this.current()?.display_name ?? '');

  /** Whether somebody is logged in; asks the server once. Fails where the server gives no answer. */
  isOpen(): Observable<boolean> {
    if (this.current()) {
      return of(true);
    }
    this.asked ??= this.refresh().pipe(
      map(() => true),
      catchError((error: unknown) =>
        toProblem(error).status === 401 ? of(false) : throwError(() => error),
      ),
      finalize(() => {
        this.asked = null;
      }),
      share(),
    );
    return this.asked;
  }

  /** Logs in, or learns that a second factor comes first: then nobody is in yet. */
  login(request: LoginRequest): Observable<LoginResult> {
    return this.api.login(request).pipe(
      tap(({ user }) => {
        this.current.set(user ?? null);
      }),
    );
  }

  /** Takes the second step of such a login. */
  secondStep(step: SecondStep): Observable<LoginResult> {
    return this.api.secondStep(step).pipe(
      tap(({ user }) => {
        this.current.set(user ?? null);
      }),
    );
  }

  /** Asks the server anew who is in: a name or a role may have changed. */
  refresh(): Observable<SessionUser> {
    return this.api.me().pipe(
      tap(({ user }) => {
        this.current.set(user);
      }),
    );
  }

  logout(): Observable<unknown> {
    return this.api.logout().pipe(
      tap(() => {
        this.forget();
      }),
    );
  }

  /** The server no longer knows this session. */
  forget(): void {
    this.current.set(null);
  }
}
