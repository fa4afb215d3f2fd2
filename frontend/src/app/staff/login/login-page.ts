import { Component, inject, input, signal } from '@angular/core';
import {
  AbstractControl,
  FormControl,
  FormGroup,
  ReactiveFormsModule,
  Validators,
} from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { ErrorStateMatcher } from '@angular/material/core';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { toProblem } from '../../core/api/problem';
import { Notice } from '../../shared/notice';
import { returnPath } from '../../session/return-path';
import { Session } from '../../session/session';

const SENTENCES = new Set(['bad_credentials', 'rate_limited', 'offline']);

/** The stage door. */
@Component({
  selector: 'az-login-page',
  imports: [
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    Notice,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  templateUrl: './login-page.html',
  styleUrl: './login-page.scss',
  // A password that was refused is empty again: nobody needs to be told so in red.
  providers: [{ provide: ErrorStateMatcher, useValue: { isErrorState } }],
})
export class LoginPage {
  /** Page to return to; from the address. */
  readonly return = input<string>();
  /** Set when a session ended under way; from the address. */
  readonly expired = input<string>();

  private readonly router = inject(Router);
  private readonly session = inject(Session);

  protected readonly form = new FormGroup({
    username: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
    password: new FormControl('', { nonNullable: true, validators: [Validators.required] }),
  });
  protected readonly sending = signal(false);
  protected readonly problem = signal<string | null>(null);

  protected submit(): void {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.sending()) {
      return;
    }
    this.sending.set(true);
    this.problem.set(null);
    this.session.login(this.form.getRawValue()).subscribe({
      next: () => void this.router.navigateByUrl(returnPath(this.return()), { replaceUrl: true }),
      error: (error: unknown) => {
        this.sending.set(false);
        this.form.controls.password.reset();
        this.problem.set(toProblem(error).code);
      },
    });
  }

  protected sentence(code: string): string {
    return `staff.login.problem.${SENTENCES.has(code) ? code : 'failed'}`;
  }
}

function isErrorState(control: AbstractControl | null): boolean {
  return control !== null && control.invalid && control.touched;
}
