import { Component, computed, inject, input, output, signal } from '@angular/core';
import { FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { Observable } from 'rxjs';

import { UserSession } from '../../../core/api/models';
import { Problem, toProblem } from '../../../core/api/problem';
import { newPasswordControl, proposedPassword } from '../../../session/new-password';
import { NewPasswordField } from '../../../session/new-password-field';
import { QUIET_ERRORS } from '../../../session/quiet-errors';
import { LoadState } from '../../../shared/load-state';
import { Admin } from '../../api/models';
import { Ask } from '../../parts/ask';
import { ProblemNotice } from '../../parts/problem-notice';
import { Tell } from '../../parts/tell';
import { CopyButton } from '../copy-button';
import { PeopleApi } from '../people-api';
import { SessionTable } from '../session-table';

/** What a user enters with: password, second factor, and the sessions that are open. */
@Component({
  selector: 'az-user-keys',
  imports: [
    CopyButton,
    LoadState,
    MatButtonModule,
    NewPasswordField,
    ProblemNotice,
    ReactiveFormsModule,
    SessionTable,
    TranslocoDirective,
  ],
  templateUrl: './user-keys.html',
  styleUrl: './user-keys.scss',
  providers: [QUIET_ERRORS],
})
export class UserKeys {
  readonly user = input.required<Admin['ManagedUser']>();
  /** Something about the user may be different now. */
  readonly changed = output();

  private readonly api = inject(PeopleApi);
  private readonly ask = inject(Ask);
  private readonly tell = inject(Tell);

  protected readonly sessions = this.api.sessions(computed(() => String(this.user().id)));
  protected readonly password = newPasswordControl();
  protected readonly form = new FormGroup({ password: this.password });
  protected readonly isSetting = signal(false);
  protected readonly sending = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly proposed = signal('');

  protected open(): void {
    this.password.reset();
    this.proposed.set('');
    this.problem.set(null);
    this.isSetting.set(true);
  }

  protected close(): void {
    this.isSetting.set(false);
    this.password.reset();
  }

  protected propose(field: NewPasswordField): void {
    this.proposed.set(proposedPassword());
    this.password.setValue(this.proposed());
    field.show(true);
  }

  protected setPassword(): void {
    this.password.markAsTouched();
    if (this.password.invalid || this.sending()) {
      return;
    }
    this.sending.set(true);
    this.problem.set(null);
    this.api.setPassword(this.user().id, this.password.value).subscribe({
      next: () => {
        this.sending.set(false);
        this.close();
        this.tell.done('managePeople.keys.passwordSet', { name: this.user().display_name });
        this.renew();
      },
      error: (error: unknown) => {
        this.sending.set(false);
        const problem = toProblem(error);
        const fault = problem.document.errors?.find(({ field }) => field === 'password');
        if (fault) {
          this.password.setErrors({ refused: fault.code });
        } else {
          this.problem.set(problem);
        }
      },
    });
  }

  protected sendLink(): void {
    this.after(this.api.sendPasswordLink(this.user().id), 'managePeople.keys.linkSent');
  }

  protected removeSecondFactor(): void {
    const name = this.user().display_name;
    this.ask.about('managePeople.keys.removeFactor', { name }).subscribe((yes) => {
      if (yes) {
        this.after(this.api.removeSecondFactor(this.user().id), 'managePeople.keys.factorRemoved');
      }
    });
  }

  protected endSession({ id }: UserSession): void {
    this.after(this.api.endSession(this.user().id, id), 'managePeople.sessions.ended');
  }

  protected endSessions(): void {
    const name = this.user().display_name;
    this.ask.about('managePeople.keys.endSessions', { name }).subscribe((yes) => {
      if (yes) {
        this.after(this.api.endSessions(this.user().id), 'managePeople.sessions.allEnded');
      }
    });
  }

  private after(act: Observable<unknown>, told: string): void {
    act.subscribe({
      next: () => {
        this.tell.done(told, { name: this.user().display_name });
        this.renew();
      },
      error: (error: unknown) => {
        this.tell.failed(error);
        this.renew();
      },
    });
  }

  private renew(): void {
    this.sessions.reload();
    this.changed.emit();
  }
}
