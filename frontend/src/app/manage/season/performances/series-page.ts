import { Component, ElementRef, computed, effect, inject, input, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatCheckboxModule } from '@angular/material/checkbox';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { SiteTime } from '../../../core/time/site-time';
import { Admin } from '../../api/models';
import { PageHeading } from '../../parts/page-heading';
import { ProblemNotice } from '../../parts/problem-notice';
import { focusFirstFault } from '../../parts/refused-fields';
import { Tell } from '../../parts/tell';
import { HoldsChanges, guardWindow } from '../../parts/unsaved-changes';
import { faultOf } from '../parts/fault';
import { wholeMoment } from '../parts/moment';
import { MomentField } from '../parts/moment-field';
import { RecordForm } from '../parts/record-form';
import { whole } from '../parts/text-fields';
import { SeasonApi } from '../season-api';
import { keepsWhatThereIs, termsControls, termsFields } from './performance-form';
import { LARGEST_SERIES, merged, momentsOf, namedMoments } from './series-dates';
import { TermsFields } from './terms-fields';

/** Four weeks, as the API has it. */
const LONGEST_MINUTES = 40_320;

/** Any Monday, to write the days of the week from. */
const A_MONDAY = 4;

/** Several performances made at once: which days, then the same terms for all. */
@Component({
  selector: 'az-series-page',
  imports: [
    MatButtonModule,
    MatCheckboxModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    MomentField,
    PageHeading,
    ProblemNotice,
    ReactiveFormsModule,
    RouterLink,
    TermsFields,
    TranslocoDirective,
  ],
  templateUrl: './series-page.html',
  styleUrl: './series-page.scss',
})
export class SeriesPage implements HoldsChanges {
  /** Of the address: the show that is chosen already. */
  readonly show_id = input<string>();

  private readonly api = inject(SeasonApi);
  private readonly tell = inject(Tell);
  private readonly router = inject(Router);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly time = inject(SiteTime);

  protected readonly form = new FormGroup(
    {
      ...termsControls(),
      doors_open_minutes_before: whole(30, 0, LONGEST_MINUTES),
      booking_closes_minutes_before: whole(null, 0, LONGEST_MINUTES),
    },
    { validators: [keepsWhatThereIs] },
  );
  protected readonly record = new RecordForm(this.form, () => termsFields(this.form.getRawValue()));
  protected readonly rhythm = new FormGroup({
    from: new FormControl('', { nonNullable: true }),
    until: new FormControl('', { nonNullable: true }),
    time: new FormControl('21:00', { nonNullable: true }),
  });
  protected readonly weekdays = signal<readonly number[]>([]);
  protected readonly single = new FormControl('', {
    nonNullable: true,
    validators: [wholeMoment],
  });
  /** When each begins, in order. */
  protected readonly moments = signal<readonly string[]>([]);
  /** Why no dates were added: a key under `manageSeason.series.fault`. */
  protected readonly fault = signal<string | null>(null);
  protected readonly refused = computed(() => {
    const faults = this.record.problem()?.document.errors ?? [];
    const messages = faults
      .filter(({ field }) => field.startsWith('starts_at'))
      .map(({ message }) => message);
    return namedMoments(this.moments(), messages);
  });
  protected readonly most = LARGEST_SERIES;
  protected readonly week = computed(() =>
    Array.from({ length: 7 }, (_, index) => ({
      index,
      name: this.time.date(
        `2027-01-${String(A_MONDAY + index).padStart(2, '0')}T12:00:00Z`,
        'weekday',
      ),
    })),
  );
  protected readonly faultOf = faultOf;

  constructor() {
    guardWindow(this);
    effect(() => {
      const show = this.show_id();
      if (show && !this.form.dirty) {
        this.form.controls.show_id.setValue(Number(show));
      }
    });
  }

  hasUnsavedChanges(): boolean {
    return this.form.dirty || this.moments().length > 0;
  }

  protected chooseDay(index: number, chosen: boolean): void {
    this.weekdays.update((days) =>
      chosen ? [...days, index] : days.filter((each) => each !== index),
    );
  }

  protected addRhythm(): void {
    const moments = momentsOf({ ...this.rhythm.getRawValue(), weekdays: this.weekdays() });
    if (typeof moments === 'string') {
      this.fault.set(moments);
    } else {
      this.add(moments);
    }
  }

  protected addSingle(): void {
    const { value, valid } = this.single;
    if (!value || !valid) {
      this.fault.set('halfMoment');
      return;
    }
    this.add([value]);
    this.single.reset();
  }

  protected remove(moment: string): void {
    this.moments.update((moments) => moments.filter((each) => each !== moment));
  }

  protected written(moment: string): string {
    return this.time.dateTime(`${moment}:00Z`, 'day-and-year');
  }

  protected save(): void {
    this.form.markAllAsTouched();
    if (this.moments().length === 0) {
      this.fault.set('empty');
      return;
    }
    if (this.form.invalid) {
      focusFirstFault(this.host.nativeElement);
      return;
    }
    const { doors_open_minutes_before, booking_closes_minutes_before } = this.form.getRawValue();
    const series = {
      ...termsFields(this.form.getRawValue()),
      doors_open_minutes_before,
      booking_closes_minutes_before,
      starts_at: this.moments(),
    };
    this.record.send(
      this.api.createSeries(series as unknown as Admin['NewSeries']),
      ({ results }) => {
        this.moments.set([]);
        this.tell.done('manageSeason.series.made', { count: results.length });
        void this.router.navigate(['/manage/performances'], {
          queryParams: { show_id: this.form.controls.show_id.value },
        });
      },
    );
  }

  private add(moments: readonly string[]): void {
    const all = merged(this.moments(), moments);
    if (all.length > LARGEST_SERIES) {
      this.fault.set('tooMany');
      return;
    }
    this.fault.set(null);
    this.moments.set(all);
  }
}
