import {
  Component,
  DestroyRef,
  ElementRef,
  computed,
  effect,
  inject,
  input,
  signal,
} from '@angular/core';
import { rxResource, takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { Admin } from '../../api/models';
import { LoadState } from '../../../shared/load-state';
import { PageHeading } from '../../parts/page-heading';
import { ProblemNotice } from '../../parts/problem-notice';
import { StaleNotice } from '../../parts/stale-notice';
import { Tell } from '../../parts/tell';
import { HoldsChanges, guardWindow } from '../../parts/unsaved-changes';
import { MomentField } from '../parts/moment-field';
import { RecordForm } from '../parts/record-form';
import { faultOf } from '../parts/fault';
import { Performance, SeasonApi } from '../season-api';
import { fillPerformance, moves, performanceFields, performanceForm } from './performance-form';
import { TermsFields } from './terms-fields';

/** A performance's form: one to be made, or one that is planned already. */
@Component({
  selector: 'az-performance-edit-page',
  imports: [
    LoadState,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    MomentField,
    PageHeading,
    ProblemNotice,
    ReactiveFormsModule,
    RouterLink,
    StaleNotice,
    TermsFields,
    TranslocoDirective,
  ],
  templateUrl: './performance-edit-page.html',
})
export class PerformanceEditPage implements HoldsChanges {
  /** Of the route; unset for a performance that is to be made. */
  readonly id = input<string>();
  /** Of the address: what is chosen already. */
  readonly show_id = input<string>();
  readonly day = input<string>();

  private readonly api = inject(SeasonApi);
  private readonly tell = inject(Tell);
  private readonly router = inject(Router);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly destroyed = inject(DestroyRef);

  protected readonly form = performanceForm();
  protected readonly read = signal<Performance | undefined>(undefined);
  protected readonly record = new RecordForm(this.form, () =>
    performanceFields(this.form, this.read()),
  );
  protected readonly saved = rxResource({
    params: () => (this.id() === undefined ? undefined : Number(this.id())),
    stream: ({ params }) => this.api.performance(params),
  });
  protected readonly isNew = computed(() => this.id() === undefined);
  /** Asked when guests are to hear of another date or place: how many reservations there are. */
  protected readonly guests = signal<number | null>(null);
  protected readonly faultOf = faultOf;

  constructor() {
    guardWindow(this);
    effect(() => {
      if (this.saved.hasValue()) {
        const performance = this.saved.value();
        this.read.set(performance);
        fillPerformance(this.form, performance);
        this.record.filled(performance.version);
        this.guests.set(null);
      }
    });
    effect(() => {
      const problem = this.record.problem();
      if (problem?.code === 'capacity_below_confirmed') {
        const confirmed = problem.document.confirmed_seats ?? this.read()?.confirmed_seats ?? 0;
        this.form.controls.room_capacity.setErrors({ belowConfirmed: { confirmed } });
        this.form.controls.room_capacity.markAsTouched();
      }
    });
    effect(() => {
      if (this.isNew() && !this.form.dirty) {
        this.form.patchValue({
          show_id: this.show_id() ? Number(this.show_id()) : null,
          starts_at: this.day() ? `${this.day()}T21:00` : '',
        });
      }
    });
  }

  hasUnsavedChanges(): boolean {
    return this.form.dirty;
  }

  protected formFault(): string | null {
    const [fault] = Object.keys(this.form.errors ?? {});
    return fault === undefined ? null : `manageSeason.fault.${fault}`;
  }

  protected save(): void {
    if (!this.record.isReady(this.host.nativeElement)) {
      return;
    }
    const before = this.read();
    if (before === undefined) {
      this.create();
    } else if (moves(this.record.changes())) {
      this.askGuests(before);
    } else {
      this.update(before);
    }
  }

  protected saveMine(): void {
    this.record.overwrite();
    this.save();
  }

  /** The answer to whether guests shall hear of another date or place. */
  protected answered(tellGuests: boolean): void {
    const before = this.read();
    if (before) {
      this.update(before, tellGuests);
    }
  }

  private askGuests(before: Performance): void {
    this.api
      .guests(before.id)
      .pipe(takeUntilDestroyed(this.destroyed))
      .subscribe({
        next: ({ confirmed, pending }) => {
          const count = confirmed + pending;
          if (count > 0) {
            this.guests.set(count);
          } else {
            this.update(before);
          }
        },
        error: (error: unknown) => {
          this.tell.failed(error);
        },
      });
  }

  private create(): void {
    this.record.send(
      this.api.createPerformance(
        performanceFields(this.form) as unknown as Admin['NewPerformance'],
      ),
      ({ id }) => {
        this.tell.done('manageSeason.edit.made');
        void this.router.navigate(['/manage/performances', id], { replaceUrl: true });
      },
    );
  }

  private update(before: Performance, tellGuests?: boolean): void {
    const edit = this.record.changes();
    this.record.send(
      this.api.updatePerformance(
        before.id,
        tellGuests === undefined ? edit : { ...edit, tell_guests: tellGuests },
      ),
      ({ mails_queued: mails }) => {
        if (mails > 0) {
          this.tell.done('manageSeason.edit.moved', { mails });
        } else {
          this.tell.done('manage.saved');
        }
        void this.router.navigate(['/manage/performances', before.id]);
      },
    );
    this.guests.set(null);
  }
}
