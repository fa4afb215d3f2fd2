import { Component, computed, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { TranslocoDirective } from '@jsverse/transloco';

import { ApiToken } from '../../../core/api/models';
import { Problem, toProblem } from '../../../core/api/problem';
import { SiteTime } from '../../../core/time/site-time';
import { QUIET_ERRORS } from '../../../session/quiet-errors';
import { Session } from '../../../session/session';
import { LoadState } from '../../../shared/load-state';
import { Notice } from '../../../shared/notice';
import { Ask } from '../../parts/ask';
import { ProblemNotice } from '../../parts/problem-notice';
import { markRefused } from '../../parts/refused-fields';
import { Tell } from '../../parts/tell';
import { CopyButton } from '../copy-button';
import { AccountApi } from './account-api';
import { LIFETIMES, TokenScope, USUAL_LIFETIME, scopesOf, tokenState } from './token-state';

/** Keys for programs that act for oneself. */
@Component({
  selector: 'az-own-tokens',
  imports: [
    CopyButton,
    LoadState,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    MatSelectModule,
    Notice,
    ProblemNotice,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  templateUrl: './own-tokens.html',
  styleUrl: './own-tokens.scss',
  providers: [QUIET_ERRORS],
})
export class OwnTokens {
  private readonly api = inject(AccountApi);
  private readonly ask = inject(Ask);
  private readonly session = inject(Session);
  private readonly tell = inject(Tell);

  protected readonly time = inject(SiteTime);
  protected readonly tokens = this.api.tokens();
  protected readonly lifetimes = LIFETIMES;
  protected readonly scopes = computed(() => scopesOf(this.session.isAdmin()));
  protected readonly rows = computed(() => {
    const now = new Date();
    const tokens = this.tokens.hasValue() ? this.tokens.value().results : [];
    return tokens.map((token) => ({ token, state: tokenState(token, now) }));
  });
  protected readonly form = new FormGroup({
    name: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.maxLength(100)],
    }),
    scope: new FormControl<TokenScope>('check_in', { nonNullable: true }),
    days: new FormControl<number>(USUAL_LIFETIME, { nonNullable: true }),
  });
  protected readonly isMaking = signal(false);
  protected readonly sending = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  /** The secret of a token just made. */
  protected readonly secret = signal<string | null>(null);

  /** Whether a secret is on the screen that nobody has said to have kept. */
  readonly showsToken = computed(() => this.secret() !== null);

  protected open(): void {
    this.form.reset();
    this.problem.set(null);
    this.isMaking.set(true);
  }

  protected make(): void {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.sending()) {
      return;
    }
    this.sending.set(true);
    this.problem.set(null);
    const { name, scope, days } = this.form.getRawValue();
    this.api.issueToken({ name: name.trim(), scope, days }).subscribe({
      next: ({ token }) => {
        this.sending.set(false);
        this.isMaking.set(false);
        this.secret.set(token);
        this.tokens.reload();
      },
      error: (error: unknown) => {
        const problem = toProblem(error);
        this.sending.set(false);
        markRefused(this.form, problem);
        this.problem.set(problem);
      },
    });
  }

  protected revoke({ id, name }: ApiToken): void {
    this.ask.about('managePeople.tokens.revoke', { name }).subscribe((yes) => {
      if (yes) {
        this.api.revokeToken(id).subscribe({
          next: () => {
            this.tell.done('managePeople.tokens.revoked', { name });
            this.tokens.reload();
          },
          error: (error: unknown) => {
            this.tell.failed(error);
            this.tokens.reload();
          },
        });
      }
    });
  }
}
