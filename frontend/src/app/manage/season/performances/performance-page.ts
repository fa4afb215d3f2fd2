import {
  Component,
  DestroyRef,
  computed,
  inject,
  input,
  linkedSignal,
  signal,
} from '@angular/core';
import { rxResource, takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { FormControl, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { filter, switchMap } from 'rxjs';

import { Problem, toProblem } from '../../../core/api/problem';
import { SiteTime } from '../../../core/time/site-time';
import { LoadState } from '../../../shared/load-state';
import { Notice } from '../../../shared/notice';
import { Ask } from '../../parts/ask';
import { PageHeading } from '../../parts/page-heading';
import { ProblemNotice } from '../../parts/problem-notice';
import { Tell } from '../../parts/tell';
import { MomentField } from '../parts/moment-field';
import { wholeMoment } from '../parts/moment';
import { Performance, SeasonApi, Switch } from '../season-api';
import { offeredSeats } from './seats-fill';
import { STATUS_LOOK } from './status-look';

/** What each switch says when thrown, and the one that takes it back. */
const SWITCHES: Record<Switch, { told: string; back?: Switch }> = {
  publish: { told: 'published', back: 'unpublish' },
  unpublish: { told: 'hidden', back: 'publish' },
  'open-booking': { told: 'bookingOpened', back: 'close-booking' },
  'close-booking': { told: 'bookingClosed', back: 'open-booking' },
  reinstate: { told: 'reinstated' },
};

/** One evening: its numbers, and what can be done with it. */
@Component({
  selector: 'az-performance-page',
  imports: [
    LoadState,
    MatButtonModule,
    MatIconModule,
    MomentField,
    Notice,
    PageHeading,
    ProblemNotice,
    ReactiveFormsModule,
    RouterLink,
    TranslocoDirective,
  ],
  templateUrl: './performance-page.html',
  styleUrl: './performance-page.scss',
})
export class PerformancePage {
  /** Of the route. */
  readonly id = input.required<string>();

  private readonly api = inject(SeasonApi);
  private readonly ask = inject(Ask);
  private readonly tell = inject(Tell);
  private readonly router = inject(Router);
  private readonly destroyed = inject(DestroyRef);
  protected readonly time = inject(SiteTime);

  protected readonly saved = rxResource({
    params: () => Number(this.id()),
    stream: ({ params }) => this.api.performance(params),
  });
  protected readonly performance = linkedSignal<Performance | undefined>(() =>
    this.saved.hasValue() ? this.saved.value() : undefined,
  );
  protected readonly figures = computed(() => {
    const performance = this.performance();
    return performance
      ? [
          { name: 'offered', count: offeredSeats(performance) },
          { name: 'confirmed', count: performance.confirmed_seats },
          { name: 'pending', count: performance.pending_seats },
          { name: 'admitted', count: performance.admitted_seats },
          { name: 'free', count: performance.available_seats },
        ]
      : [];
  });
  protected readonly look = STATUS_LOOK;
  protected readonly isBusy = signal(false);
  /** What calling it off did. */
  protected readonly calledOff = signal<{ reservations: number; mails: number } | null>(null);
  /** Why it was not deleted. */
  protected readonly kept = signal<Problem | null>(null);
  protected readonly isCopying = signal(false);
  protected readonly copyAt = new FormControl('', {
    nonNullable: true,
    validators: [wholeMoment, Validators.required],
  });
  protected readonly copyProblem = signal<Problem | null>(null);

  protected throwSwitch(id: number, to: Switch): void {
    this.api.switchPerformance(id, to).subscribe({
      next: (performance) => {
        this.performance.set(performance);
        this.calledOff.set(null);
        const { told, back } = SWITCHES[to];
        const undo =
          back &&
          (() => {
            this.throwSwitch(id, back);
          });
        this.tell.done(`manageSeason.performance.${told}`, {}, undo);
      },
      error: (error: unknown) => {
        this.tell.failed(error);
      },
    });
  }

  /** Asks first, and says to how many guests a mail would go. */
  protected callOff({ id }: Performance): void {
    if (this.isBusy()) {
      return;
    }
    this.isBusy.set(true);
    this.api
      .guests(id)
      .pipe(
        switchMap(({ confirmed, pending }) => {
          const count = confirmed + pending;
          const many = count === 0 ? 'none' : count === 1 ? 'one' : 'other';
          return this.ask.about(`manageSeason.performance.cancelling.${many}`, { count });
        }),
        filter((yes) => yes),
        switchMap(() => this.api.callOff(id)),
        takeUntilDestroyed(this.destroyed),
      )
      .subscribe({
        next: (performance) => {
          this.performance.set(performance);
          this.calledOff.set({
            reservations: performance.reservations_cancelled,
            mails: performance.mails_queued,
          });
        },
        error: (error: unknown) => {
          this.isBusy.set(false);
          this.tell.failed(error);
        },
        complete: () => {
          this.isBusy.set(false);
        },
      });
  }

  protected duplicate(id: number): void {
    this.copyAt.markAsTouched();
    if (this.copyAt.invalid) {
      return;
    }
    this.copyProblem.set(null);
    this.api.duplicate(id, this.copyAt.value).subscribe({
      next: (copy) => {
        this.isCopying.set(false);
        this.copyAt.reset();
        this.tell.done('manageSeason.performance.duplicated');
        void this.router.navigate(['/manage/performances', copy.id]);
      },
      error: (error: unknown) => {
        const problem = toProblem(error);
        const fault = problem.document.errors?.find(({ field }) => field === 'starts_at');
        if (fault) {
          this.copyAt.setErrors({ refused: fault.code });
        } else {
          this.copyProblem.set(problem);
        }
      },
    });
  }

  protected delete({ id }: Performance): void {
    this.kept.set(null);
    this.ask
      .about('manageSeason.performance.deleting')
      .pipe(
        filter((yes) => yes),
        switchMap(() => this.api.deletePerformance(id)),
        takeUntilDestroyed(this.destroyed),
      )
      .subscribe({
        next: () => {
          this.tell.done('manageSeason.performance.deleted');
          void this.router.navigate(['/manage/performances']);
        },
        error: (error: unknown) => {
          this.kept.set(toProblem(error));
        },
      });
  }
}
