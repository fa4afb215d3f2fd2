import {
  Component,
  ElementRef,
  computed,
  effect,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Observable } from 'rxjs';

import { Problem, toProblem } from '../../../core/api/problem';
import { SiteTime } from '../../../core/time/site-time';
import { Session } from '../../../session/session';
import { LoadState } from '../../../shared/load-state';
import { Notice } from '../../../shared/notice';
import { Admin } from '../../api/models';
import { Ask } from '../../parts/ask';
import { PageHeading } from '../../parts/page-heading';
import { ProblemNotice } from '../../parts/problem-notice';
import { focusFirstFault, markRefused } from '../../parts/refused-fields';
import { Tell } from '../../parts/tell';
import { HoldsChanges, guardWindow } from '../../parts/unsaved-changes';
import { PeopleApi } from '../people-api';
import { DetailsFields } from './details-fields';
import { UserKeys } from './user-keys';
import { detailsForm, userEdit } from './user-form';

/** One user of the house: who they are, whether they may enter, and the keys they enter with. */
@Component({
  selector: 'az-user-page',
  imports: [
    DetailsFields,
    LoadState,
    MatButtonModule,
    Notice,
    PageHeading,
    ProblemNotice,
    ReactiveFormsModule,
    RouterLink,
    TranslocoDirective,
    UserKeys,
  ],
  templateUrl: './user-page.html',
})
export class UserPage implements HoldsChanges {
  /** From the address. */
  readonly id = input.required<string>();

  private readonly api = inject(PeopleApi);
  private readonly ask = inject(Ask);
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  private readonly tell = inject(Tell);
  private readonly sheet = viewChild<ElementRef<HTMLFormElement>>('sheet');

  protected readonly time = inject(SiteTime);
  protected readonly user = this.api.user(this.id);
  protected readonly form = detailsForm();
  protected readonly sending = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  /** Their own account: its keys are managed elsewhere, and mistakes are dearer. */
  protected readonly isOneself = computed(
    () => this.user.hasValue() && this.user.value().username === this.session.user()?.username,
  );

  constructor() {
    guardWindow(this);
    effect(() => {
      if (this.user.hasValue() && !this.form.dirty) {
        this.fill(this.user.value());
      }
    });
  }

  hasUnsavedChanges(): boolean {
    return this.form.dirty;
  }

  protected save(before: Admin['ManagedUser']): void {
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
    this.api.edit(before.id, userEdit(this.form, before)).subscribe({
      next: (user) => {
        this.sending.set(false);
        this.fill(user);
        this.user.set(user);
        this.tell.done('manage.saved');
        if (this.isOneself()) {
          this.knowOneself(user);
        }
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

  protected disable(user: Admin['ManagedUser']): void {
    if (!this.isOneself()) {
      this.shut(user);
      return;
    }
    this.ask.about('managePeople.user.disableOneself').subscribe((yes) => {
      if (yes) {
        this.shut(user);
      }
    });
  }

  protected enable(user: Admin['ManagedUser']): void {
    this.show(this.api.enable(user.id), () => {
      this.tell.done('managePeople.user.enabled', { name: user.display_name });
    });
  }

  private shut(user: Admin['ManagedUser']): void {
    this.show(this.api.disable(user.id), () => {
      this.tell.done('managePeople.user.disabled', { name: user.display_name }, () => {
        this.enable(user);
      });
    });
  }

  private show(act: Observable<Admin['ManagedUser']>, then: () => void): void {
    this.problem.set(null);
    act.subscribe({
      next: (user) => {
        this.user.set(user);
        then();
      },
      error: (error: unknown) => {
        this.tell.failed(error);
      },
    });
  }

  /** The office shows one's new name; who is no administrator any more works at the door. */
  private knowOneself({ role }: Admin['ManagedUser']): void {
    this.session.refresh().subscribe({
      next: () => {
        if (role === 'staff') {
          void this.router.navigate(['/staff']);
        }
      },
      error: (error: unknown) => {
        this.tell.failed(error);
      },
    });
  }

  private fill({ display_name, email, role }: Admin['ManagedUser']): void {
    this.form.reset({ display_name, email: email ?? '', role });
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
