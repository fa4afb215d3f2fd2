import {
  Component,
  ElementRef,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule, Validators } from '@angular/forms';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { finalize } from 'rxjs';

import { Icon } from '../../core/icons/icon';
import { PerformanceDetail, ReservationAccepted } from '../../core/api/models';
import { toProblem } from '../../core/api/problem';
import { Language } from '../../core/language/language';
import { Notice } from '../../shared/notice';
import { BookingDraft } from './booking-draft';
import { BookingControls, bookingForm, largestParty, reservationRequest } from './booking-form';
import { BookingProblem, bookingProblem } from './booking-problem';
import { Field } from './field';
import { ReservationSender } from './reservation-sender';

/**
 * The form itself. Whatever the server answers, nothing that was typed is lost. Its fields are the browser's own, drawn
 * from the theme's tokens: Material's would be as heavy as the rest of the page.
 */
@Component({
  selector: 'az-booking-form-panel',
  imports: [Field, Icon, Notice, ReactiveFormsModule, RouterLink, TranslocoDirective],
  providers: [ReservationSender],
  templateUrl: './booking-form-panel.html',
  styleUrl: './booking-form-panel.scss',
})
export class BookingFormPanel {
  readonly performance = input.required<PerformanceDetail>();
  readonly accepted = output<{ answer: ReservationAccepted; email: string }>();
  /** The server knows better how many seats are left. */
  readonly seatsChanged = output();

  private readonly draft = inject(BookingDraft);
  private readonly language = inject(Language);
  private readonly sender = inject(ReservationSender);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly problemBox = viewChild<Notice, ElementRef<HTMLElement>>('problemBox', {
    read: ElementRef,
  });

  protected readonly form = bookingForm();
  protected readonly sending = signal(false);
  protected readonly problem = signal<BookingProblem | null>(null);

  constructor() {
    this.draft.restore(this.form);
    this.form.valueChanges.pipe(takeUntilDestroyed()).subscribe(() => {
      this.draft.keep(this.form);
    });
    effect(() => {
      const most = largestParty(this.performance());
      untracked(() => {
        this.limitParty(most);
      });
    });
    // A refusal takes the focus, so that it is read and seen wherever the page was scrolled to.
    effect(() => {
      if (this.problem()) {
        this.problemBox()?.nativeElement.focus();
      }
    });
  }

  protected get most(): number {
    return largestParty(this.performance());
  }

  /** The translation key of a field's first fault, once the field was left or the form was sent. */
  protected fault(name: keyof BookingControls): string | null {
    const control = this.form.controls[name];
    if (control.valid || !control.touched) {
      return null;
    }
    const [first] = Object.keys(control.errors ?? {});
    return `booking.fault.${name}.${first ?? 'refused'}`;
  }

  protected changeParty(step: number): void {
    const { party_size } = this.form.controls;
    const size = Math.min(this.most, Math.max(1, (party_size.value || 1) + step));
    party_size.setValue(size);
    party_size.markAsTouched();
  }

  protected takeOffer(seats: number): void {
    this.form.controls.party_size.setValue(seats);
    this.problem.set(null);
    this.submit();
  }

  protected submit(): void {
    // A second click while the first is on its way is the same booking.
    if (this.sending()) {
      return;
    }
    this.form.markAllAsTouched();
    if (this.form.invalid) {
      this.focusFirstFault();
      return;
    }
    this.problem.set(null);
    this.sending.set(true);
    const request = reservationRequest(this.form, this.language.current());
    this.sender
      .send(this.performance().id, request)
      .pipe(
        finalize(() => {
          this.sending.set(false);
        }),
      )
      .subscribe({
        next: (answer) => {
          this.draft.forget();
          this.accepted.emit({ answer, email: request.email });
        },
        error: (error: unknown) => {
          this.refused(bookingProblem(toProblem(error)));
        },
      });
  }

  private refused(problem: BookingProblem): void {
    for (const field of problem.fields.keys()) {
      this.form.get(field)?.setErrors({ refused: true });
    }
    this.problem.set(problem);
    if (['not_enough_seats', 'booking_closed'].includes(problem.code)) {
      this.seatsChanged.emit();
    }
  }

  private limitParty(most: number): void {
    const { party_size } = this.form.controls;
    party_size.setValidators([
      Validators.required,
      Validators.pattern(/^\d+$/),
      Validators.min(1),
      Validators.max(most),
    ]);
    if (party_size.pristine && party_size.value > most) {
      party_size.setValue(most);
    }
    party_size.updateValueAndValidity();
  }

  private focusFirstFault(): void {
    // Fields are in the order of the page; the class is Angular's own. The form has it as well.
    this.host.nativeElement
      .querySelector<HTMLElement>('input.ng-invalid, textarea.ng-invalid')
      ?.focus();
  }
}
