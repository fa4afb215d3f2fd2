import { Component, ElementRef, computed, inject, input, signal } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatRadioModule } from '@angular/material/radio';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { Problem, toProblem } from '../../core/api/problem';
import { Admin } from '../api/models';
import { PageHeading } from '../parts/page-heading';
import { ProblemNotice } from '../parts/problem-notice';
import { focusFirstFault, markRefused } from '../parts/refused-fields';
import { Tell } from '../parts/tell';
import { HoldsChanges, guardWindow } from '../parts/unsaved-changes';
import { DeskApi } from './desk-api';
import { deskSentence } from './desk-problem';
import { GuestFields } from './guest-fields';
import { bookingForm, newReservation } from './guest-form';
import { PerformancePicker } from './performance-picker';

/** Books for a guest who called or wrote. */
@Component({
  selector: 'az-new-reservation-page',
  imports: [
    GuestFields,
    MatButtonModule,
    MatRadioModule,
    PageHeading,
    PerformancePicker,
    ProblemNotice,
    ReactiveFormsModule,
    RouterLink,
    TranslocoDirective,
  ],
  templateUrl: './new-reservation-page.html',
})
export class NewReservationPage implements HoldsChanges {
  /** A performance that was chosen before, from the address. */
  readonly performance = input<string>();

  private readonly api = inject(DeskApi);
  private readonly router = inject(Router);
  private readonly tell = inject(Tell);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  protected readonly form = bookingForm();
  protected readonly sending = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly picked = signal<Admin['ManagedPerformance'] | null | undefined>(undefined);
  protected readonly chosen = computed(() => {
    const picked = this.picked();
    return picked === undefined ? Number(this.performance()) || null : (picked?.id ?? null);
  });
  /** The answer was lost: the booking may be there already, and a second one is not wanted. */
  protected readonly inDoubt = computed(() => this.problem()?.status === 0);
  protected readonly sentence = computed(() =>
    this.inDoubt() ? 'manageDesk.new.inDoubt' : deskSentence(this.problem()),
  );
  private readonly assent = toSignal(this.form.controls.assent.valueChanges, {
    initialValue: this.form.controls.assent.value,
  });
  protected readonly asks = computed(() => this.assent() === 'ask');
  protected readonly attempted = signal(false);

  constructor() {
    guardWindow(this);
    const { assent, email } = this.form.controls;
    assent.valueChanges.pipe(takeUntilDestroyed()).subscribe((chosen) => {
      if (chosen === 'ask') {
        email.addValidators(Validators.required);
      } else {
        email.removeValidators(Validators.required);
      }
      email.updateValueAndValidity();
    });
  }

  hasUnsavedChanges(): boolean {
    return this.form.dirty;
  }

  protected pick(performance: Admin['ManagedPerformance'] | null): void {
    this.picked.set(performance);
    this.form.controls.performance_id.setValue(performance?.id ?? null);
  }

  protected submit(): void {
    if (this.sending()) {
      return;
    }
    this.attempted.set(true);
    this.form.markAllAsTouched();
    if (this.form.invalid) {
      if (this.chosen() === null) {
        this.host.nativeElement.querySelector<HTMLElement>('az-performance-picker input')?.focus();
      } else {
        focusFirstFault(this.host.nativeElement);
      }
      return;
    }
    this.problem.set(null);
    this.sending.set(true);
    this.api.book(newReservation(this.form)).subscribe({
      next: ({ id, reference, status }) => {
        this.form.markAsPristine();
        this.tell.done(`manageDesk.new.done.${status}`, { reference });
        void this.router.navigate(['/manage/reservations', id]);
      },
      error: (error: unknown) => {
        const problem = toProblem(error);
        this.sending.set(false);
        markRefused(this.form, problem);
        this.problem.set(problem);
      },
    });
  }
}
