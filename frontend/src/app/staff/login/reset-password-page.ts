import { Component, computed, inject, signal } from '@angular/core';
import { FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { toProblem } from '../../core/api/problem';
import { linkToken } from '../../core/navigation/link-token';
import { newPasswordControl } from '../../session/new-password';
import { NewPasswordField } from '../../session/new-password-field';
import { QUIET_ERRORS } from '../../session/quiet-errors';
import { SessionApi } from '../../session/session-api';
import { Notice } from '../../shared/notice';

/** Links that open nothing any more. */
const SPENT = new Set(['token_unknown', 'token_expired']);
const SENTENCES = new Set([...SPENT, 'rate_limited', 'offline']);

/** The page behind the mail's link: a new password for who forgot the old one. Opening it changes nothing. */
@Component({
  selector: 'az-reset-password-page',
  imports: [
    MatButtonModule,
    NewPasswordField,
    Notice,
    ReactiveFormsModule,
    RouterLink,
    TranslocoDirective,
  ],
  templateUrl: './reset-password-page.html',
  styleUrl: './login-page.scss',
  providers: [QUIET_ERRORS],
})
export class ResetPasswordPage {
  private readonly api = inject(SessionApi);
  private readonly router = inject(Router);
  private readonly token = linkToken();
  private readonly refusal = signal<string | null>(null);

  protected readonly password = newPasswordControl();
  protected readonly form = new FormGroup({ password: this.password });
  protected readonly sending = signal(false);
  protected readonly problem = computed(() =>
    this.token() === null ? 'token_unknown' : this.refusal(),
  );
  protected readonly isSpent = computed(() => SPENT.has(this.problem() ?? ''));

  protected submit(): void {
    const token = this.token();
    this.password.markAsTouched();
    if (token === null || this.password.invalid || this.sending()) {
      return;
    }
    this.sending.set(true);
    this.refusal.set(null);
    this.api.completePasswordReset({ token, new_password: this.password.value }).subscribe({
      // The link is spent: it does not stay in the browser's history.
      next: () =>
        void this.router.navigate(['/staff/login'], {
          queryParams: { reset: true },
          replaceUrl: true,
        }),
      error: (error: unknown) => {
        this.sending.set(false);
        this.refused(error);
      },
    });
  }

  private refused(error: unknown): void {
    const { code, document } = toProblem(error);
    const fault = document.errors?.find(({ field }) => field === 'new_password');
    if (fault) {
      this.password.setErrors({ refused: fault.code });
    } else {
      this.refusal.set(SENTENCES.has(code) ? code : 'failed');
    }
  }
}
