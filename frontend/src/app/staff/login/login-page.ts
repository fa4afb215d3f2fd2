import { Component, inject, input, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { LoginResult } from '../../core/api/models';
import { toProblem } from '../../core/api/problem';
import { Notice } from '../../shared/notice';
import { QUIET_ERRORS } from '../../session/quiet-errors';
import { returnPath } from '../../session/return-path';
import { Session } from '../../session/session';
import { SecondStep } from './second-step';

const SENTENCES = new Set(['bad_credentials', 'login_not_pending', 'rate_limited', 'offline']);

/** A login whose password was right and whose second step is awaited. Kept in memory only. */
interface Pending {
  readonly token: string;
  readonly expiresAt: string;
}

/** The stage door. */
@Component({
  selector: 'az-login-page',
  imports: [
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    Notice,
    ReactiveFormsModule,
    RouterLink,
    SecondStep,
    TranslocoDirective,
  ],
  templateUrl: './login-page.html',
  styleUrl: './login-page.scss',
  providers: [QUIET_ERRORS],
})
export class LoginPage {
  /** Page to return to; from the address. */
  readonly return = input<string>();
  /** Set when a session ended under way; from the address. */
  readonly expired = input<string>();
  /** Set when a new password was just chosen; from the address. */
  readonly reset = input<string>();

  private readonly router = inject(Router);
  private readonly session = inject(Session);

  protected readonly form = new FormGroup({
    username: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    password: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
  });
  protected readonly sending = signal(false);
  protected readonly problem = signal<string | null>(null);
  protected readonly pending = signal<Pending | null>(null);

  protected submit(): void {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.sending()) {
      return;
    }
    this.sending.set(true);
    this.problem.set(null);
    this.session.login(this.form.getRawValue()).subscribe({
      next: (result) => {
        this.goOn(result);
      },
      error: (error: unknown) => {
        this.sending.set(false);
        this.form.controls.password.reset();
        this.problem.set(toProblem(error).code);
      },
    });
  }

  protected enter(): void {
    void this.router.navigateByUrl(returnPath(this.return()), { replaceUrl: true });
  }

  /** Back to the password; `code` says why, where it was not the person's wish. */
  protected startAgain(code: string | null): void {
    this.pending.set(null);
    this.problem.set(code);
  }

  protected sentence(code: string): string {
    return `session.login.problem.${SENTENCES.has(code) ? code : 'failed'}`;
  }

  private goOn({ user, pending_token: token, expires_at: expiresAt }: LoginResult): void {
    if (user) {
      this.enter();
      return;
    }
    this.sending.set(false);
    this.form.controls.password.reset();
    this.pending.set({ token: token ?? '', expiresAt: expiresAt ?? '' });
  }
}
