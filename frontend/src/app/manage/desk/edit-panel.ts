import {
  Component,
  ElementRef,
  OnInit,
  computed,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatCheckboxModule } from '@angular/material/checkbox';
import { TranslocoDirective } from '@jsverse/transloco';

import { Problem, toProblem } from '../../core/api/problem';
import { Admin } from '../api/models';
import { ProblemNotice } from '../parts/problem-notice';
import { isReady, markRefused } from '../parts/refused-fields';
import { DeskApi } from './desk-api';
import { deskSentence } from './desk-problem';
import { GuestFields } from './guest-fields';
import { EditControls, editForm, largestParty, reservationEdit } from './guest-form';

/** Corrects a reservation. A refusal leaves everything that was typed where it is. */
@Component({
  selector: 'az-edit-panel',
  imports: [
    GuestFields,
    MatButtonModule,
    MatCheckboxModule,
    ProblemNotice,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  template: `
    <form
      *transloco="let t"
      class="sheet"
      novalidate
      data-testid="edit-form"
      [attr.aria-busy]="sending()"
      [formGroup]="form"
      (ngSubmit)="submit()"
    >
      <az-problem-notice [problem]="problem()" [sentence]="sentence()">
        @if (most(); as most) {
          <p data-testid="edit-most" [attr.data-most]="most">
            {{ t('manageDesk.edit.most', { count: most }) }}
          </p>
        }
      </az-problem-notice>
      <az-guest-fields [form]="$any(form)" [emailNeeded]="reservation().status === 'pending'" />
      @if (reservation().status === 'confirmed') {
        <mat-checkbox formControlName="send_new_ticket" data-testid="edit-new-ticket">
          {{ t('manageDesk.edit.newTicket') }}
        </mat-checkbox>
      }
      <div class="send">
        <button
          matButton="filled"
          type="submit"
          data-testid="edit-submit"
          [attr.aria-disabled]="sending()"
        >
          {{ t(sending() ? 'manage.saving' : 'manage.save') }}
        </button>
        <button matButton type="button" data-testid="edit-leave" (click)="left.emit()">
          {{ t('manage.cancel') }}
        </button>
      </div>
    </form>
  `,
})
export class EditPanel implements OnInit {
  readonly reservation = input.required<Admin['ReservationDetail']>();
  readonly saved = output<Admin['ReservationDetail']>();
  /** Nothing is to change after all. */
  readonly left = output();

  private readonly api = inject(DeskApi);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  /** As it was when the form was opened: what is compared, whatever comes in meanwhile. */
  private before!: Admin['ReservationDetail'];

  protected form!: FormGroup<EditControls>;
  protected readonly sending = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly sentence = computed(() => deskSentence(this.problem()));
  protected readonly most = computed(() => {
    const available = this.problem()?.document.available_seats;
    return available === undefined ? null : largestParty(this.reservation(), available);
  });

  ngOnInit(): void {
    this.before = this.reservation();
    this.form = editForm(this.before);
  }

  isDirty(): boolean {
    return this.form.dirty;
  }

  protected submit(): void {
    if (this.sending()) {
      return;
    }
    if (!isReady(this.form, this.host.nativeElement)) {
      return;
    }
    const edit = reservationEdit(this.before, this.form);
    if (!edit) {
      this.left.emit();
      return;
    }
    this.problem.set(null);
    this.sending.set(true);
    this.api.edit(this.before.id, edit).subscribe({
      next: (reservation) => {
        this.saved.emit(reservation);
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
