import {
  Component,
  ElementRef,
  afterNextRender,
  computed,
  effect,
  input,
  output,
  viewChild,
} from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';

import { Problem } from '../../../core/api/problem';
import { QUIET_ERRORS } from '../../../session/quiet-errors';
import { ProblemNotice } from '../../parts/problem-notice';

/** Asks for the password once more, before what only its owner may do. */
@Component({
  selector: 'az-password-proof',
  imports: [
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    ProblemNotice,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  template: `
    <form *transloco="let t" class="sheet" novalidate [formGroup]="form" (ngSubmit)="submit()">
      <az-problem-notice [problem]="isWrong() ? null : problem()" />
      <mat-form-field>
        <mat-label>{{ t('managePeople.account.currentPassword') }}</mat-label>
        <input
          #field
          matInput
          type="password"
          autocomplete="current-password"
          required
          data-testid="proof-password"
          [formControl]="password"
        />
        <mat-error data-testid="proof-fault">{{
          t(
            isWrong()
              ? 'managePeople.account.wrongPassword'
              : 'managePeople.account.passwordMissing'
          )
        }}</mat-error>
      </mat-form-field>
      <div class="send">
        <button
          matButton="filled"
          type="submit"
          data-testid="proof-submit"
          [attr.aria-disabled]="sending()"
        >
          {{ verb() }}
        </button>
        <button matButton type="button" data-testid="proof-cancel" (click)="cancelled.emit()">
          {{ t('manage.cancel') }}
        </button>
      </div>
    </form>
  `,
  providers: [QUIET_ERRORS],
})
export class PasswordProof {
  /** What is done with it, in the language of the page. */
  readonly verb = input.required<string>();
  readonly sending = input(false);
  readonly problem = input<Problem | null>(null);
  readonly proved = output<string>();
  readonly cancelled = output();

  private readonly field = viewChild<ElementRef<HTMLInputElement>>('field');
  protected readonly password = new FormControl('', {
    nonNullable: true,
    validators: [Validators.required],
  });
  protected readonly form = new FormGroup({ password: this.password });
  protected readonly isWrong = computed(
    () =>
      this.problem()?.document.errors?.some(({ field }) => field === 'current_password') ?? false,
  );

  constructor() {
    afterNextRender(() => this.field()?.nativeElement.focus());
    effect(() => {
      if (this.isWrong()) {
        this.password.setErrors({ refused: 'invalid' });
        this.field()?.nativeElement.select();
      }
    });
  }

  protected submit(): void {
    this.password.markAsTouched();
    if (this.password.valid && !this.sending()) {
      this.proved.emit(this.password.value);
    }
  }
}
