import { Component, ElementRef, computed, inject, signal, viewChild } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { Problem, toProblem } from '../../../core/api/problem';
import { NewPasswordField } from '../../../session/new-password-field';
import { proposedPassword } from '../../../session/new-password';
import { PageHeading } from '../../parts/page-heading';
import { ProblemNotice } from '../../parts/problem-notice';
import { focusFirstFault, markRefused } from '../../parts/refused-fields';
import { Tell } from '../../parts/tell';
import { HoldsChanges, guardWindow } from '../../parts/unsaved-changes';
import { CopyButton } from '../copy-button';
import { PeopleApi } from '../people-api';
import { DetailsFields } from './details-fields';
import { fieldFault, newUser, newUserForm } from './user-form';

/** A new account for somebody of the house. */
@Component({
  selector: 'az-new-user-page',
  imports: [
    CopyButton,
    DetailsFields,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    NewPasswordField,
    PageHeading,
    ProblemNotice,
    ReactiveFormsModule,
    RouterLink,
    TranslocoDirective,
  ],
  templateUrl: './new-user-page.html',
  styles: `
    .password {
      display: grid;
      gap: 0.75rem;

      p {
        margin: 0;
      }
    }
  `,
})
export class NewUserPage implements HoldsChanges {
  private readonly api = inject(PeopleApi);
  private readonly router = inject(Router);
  private readonly tell = inject(Tell);
  private readonly sheet = viewChild<ElementRef<HTMLFormElement>>('sheet');
  private readonly passwordField = viewChild(NewPasswordField);

  protected readonly form = newUserForm();
  protected readonly sending = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  /** The password that was proposed, for as long as it is the one in the field. */
  protected readonly proposed = signal('');
  private readonly happened = toSignal(this.form.events);
  protected readonly usernameFault = computed(() => {
    this.happened();
    return fieldFault('username', this.form.controls.username.errors);
  });
  protected readonly isProposed = computed(() => {
    this.happened();
    return this.proposed() !== '' && this.form.controls.password.value === this.proposed();
  });

  constructor() {
    guardWindow(this);
  }

  hasUnsavedChanges(): boolean {
    return this.form.dirty;
  }

  protected propose(): void {
    const password = proposedPassword();
    this.proposed.set(password);
    this.form.controls.password.setValue(password);
    this.form.controls.password.markAsDirty();
    this.passwordField()?.show(true);
  }

  protected save(): void {
    this.form.markAllAsTouched();
    if (this.form.invalid) {
      this.toFirstFault();
      return;
    }
    if (this.sending()) {
      return;
    }
    this.sending.set(true);
    this.problem.set(null);
    this.api.create(newUser(this.form)).subscribe({
      next: ({ id, display_name: name }) => {
        this.form.markAsPristine();
        this.tell.done('managePeople.new.done', { name });
        void this.router.navigate(['/manage/users', id], { replaceUrl: true });
      },
      error: (error: unknown) => {
        const problem = toProblem(error);
        this.sending.set(false);
        markRefused(this.form, problem);
        this.problem.set(problem);
        if (problem.code === 'validation') {
          this.toFirstFault();
        }
      },
    });
  }

  private toFirstFault(): void {
    const sheet = this.sheet()?.nativeElement;
    if (sheet) {
      setTimeout(() => {
        focusFirstFault(sheet);
      });
    }
  }
}
