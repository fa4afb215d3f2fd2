import { Component, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';

import { Problem, toProblem } from '../../../core/api/problem';
import { newPasswordControl } from '../../../session/new-password';
import { NewPasswordField } from '../../../session/new-password-field';
import { QUIET_ERRORS } from '../../../session/quiet-errors';
import { Session } from '../../../session/session';
import { ProblemNotice } from '../../parts/problem-notice';
import { markRefused } from '../../parts/refused-fields';
import { Tell } from '../../parts/tell';
import { AccountApi } from './account-api';

/** Changes one's password. */
@Component({
  selector: 'az-own-password',
  imports: [
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    NewPasswordField,
    ProblemNotice,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  template: `
    <section *transloco="let t" class="part" aria-labelledby="own-password">
      <h2 id="own-password">{{ t('managePeople.account.password') }}</h2>
      <p>{{ t('managePeople.account.passwordLead') }}</p>
      <form class="sheet" novalidate [formGroup]="form" (ngSubmit)="save()">
        <az-problem-notice [problem]="problem()" />
        <!-- Tells password managers whose password this is. -->
        <input
          hidden
          readonly
          type="text"
          autocomplete="username"
          [value]="session.user()?.username ?? ''"
        />
        <mat-form-field>
          <mat-label>{{ t('managePeople.account.currentPassword') }}</mat-label>
          <input
            matInput
            type="password"
            formControlName="current_password"
            autocomplete="current-password"
            required
            data-testid="own-current-password"
          />
          <mat-error data-testid="own-current-fault">{{
            t(
              form.controls.current_password.errors?.['refused']
                ? 'managePeople.account.wrongPassword'
                : 'managePeople.account.passwordMissing'
            )
          }}</mat-error>
        </mat-form-field>
        <az-new-password-field
          testId="own-new-password"
          [label]="t('managePeople.account.newPassword')"
          [control]="form.controls.new_password"
        />
        <div class="send">
          <button
            matButton="filled"
            type="submit"
            data-testid="own-password-save"
            [attr.aria-disabled]="sending()"
          >
            {{ t(sending() ? 'manage.saving' : 'managePeople.account.changePassword') }}
          </button>
        </div>
      </form>
    </section>
  `,
  providers: [QUIET_ERRORS],
})
export class OwnPassword {
  private readonly api = inject(AccountApi);
  private readonly tell = inject(Tell);

  protected readonly session = inject(Session);
  protected readonly form = new FormGroup({
    current_password: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required],
    }),
    new_password: newPasswordControl(),
  });
  protected readonly sending = signal(false);
  protected readonly problem = signal<Problem | null>(null);

  protected save(): void {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.sending()) {
      return;
    }
    this.sending.set(true);
    this.problem.set(null);
    this.api.changePassword(this.form.getRawValue()).subscribe({
      next: () => {
        this.sending.set(false);
        this.form.reset();
        this.tell.done('managePeople.account.passwordChanged');
      },
      error: (error: unknown) => {
        const problem = toProblem(error);
        this.sending.set(false);
        markRefused(this.form, problem);
        this.problem.set(problem.code === 'validation' ? null : problem);
      },
    });
  }
}
