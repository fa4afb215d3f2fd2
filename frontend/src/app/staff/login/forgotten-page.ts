import { Component, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { toProblem } from '../../core/api/problem';
import { QUIET_ERRORS } from '../../session/quiet-errors';
import { SessionApi } from '../../session/session-api';
import { Notice } from '../../shared/notice';

/** Asks for a link to set a new password. Says the same whoever asks: nobody learns who works here. */
@Component({
  selector: 'az-forgotten-page',
  imports: [
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    Notice,
    ReactiveFormsModule,
    RouterLink,
    TranslocoDirective,
  ],
  templateUrl: './forgotten-page.html',
  styleUrl: './login-page.scss',
  providers: [QUIET_ERRORS],
})
export class ForgottenPage {
  private readonly api = inject(SessionApi);

  protected readonly email = new FormControl('', {
    nonNullable: true,
    validators: [Validators.required, Validators.email, Validators.maxLength(254)],
  });
  protected readonly form = new FormGroup({ email: this.email });
  protected readonly state = signal<'asking' | 'sending' | 'sent'>('asking');
  protected readonly problem = signal<string | null>(null);

  protected submit(): void {
    this.email.markAsTouched();
    if (this.email.invalid || this.state() === 'sending') {
      return;
    }
    this.state.set('sending');
    this.problem.set(null);
    this.api.requestPasswordReset(this.email.value.trim()).subscribe({
      next: () => {
        this.state.set('sent');
      },
      error: (error: unknown) => {
        this.state.set('asking');
        const { code } = toProblem(error);
        if (code === 'validation') {
          this.email.setErrors({ refused: true });
        } else {
          this.problem.set(code === 'rate_limited' || code === 'offline' ? code : 'failed');
        }
      },
    });
  }

  protected again(): void {
    this.email.reset();
    this.state.set('asking');
  }
}
