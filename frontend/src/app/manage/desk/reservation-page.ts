import {
  Component,
  computed,
  inject,
  input,
  numberAttribute,
  signal,
  viewChild,
} from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Observable, finalize } from 'rxjs';

import { Problem, toProblem } from '../../core/api/problem';
import { SiteTime } from '../../core/time/site-time';
import { LoadState } from '../../shared/load-state';
import { Notice } from '../../shared/notice';
import { Admin } from '../api/models';
import { liveRead } from '../parts/live-read';
import { PageHeading } from '../parts/page-heading';
import { ProblemNotice } from '../parts/problem-notice';
import { Tell } from '../parts/tell';
import { HoldsChanges, guardWindow } from '../parts/unsaved-changes';
import { DeskApi } from './desk-api';
import { deskSentence } from './desk-problem';
import { EditPanel } from './edit-panel';
import { Done, ReservationActs, possibleActs } from './reservation-acts';
import { ReservationFacts } from './reservation-facts';
import { ReservationPast } from './reservation-past';

/** Milliseconds between two quiet looks: while a mail is on its way, and else. */
const LOOK_SOON = 3_000;
const LOOK_LATER = 30_000;

/** A reservation: what it is, what can be done with it, and all that happened to it. */
@Component({
  selector: 'az-reservation-page',
  imports: [
    EditPanel,
    LoadState,
    MatButtonModule,
    MatIconModule,
    Notice,
    PageHeading,
    ProblemNotice,
    ReservationFacts,
    ReservationPast,
    RouterLink,
    TranslocoDirective,
  ],
  providers: [ReservationActs],
  templateUrl: './reservation-page.html',
  styleUrl: './reservation-page.scss',
})
export class ReservationPage implements HoldsChanges {
  /** Row id; from the route. */
  readonly id = input.required<number, unknown>({ transform: numberAttribute });

  private readonly api = inject(DeskApi);
  private readonly tell = inject(Tell);
  private readonly panel = viewChild(EditPanel);

  protected readonly acts = inject(ReservationActs);
  protected readonly time = inject(SiteTime);
  protected readonly live = liveRead({
    of: () => this.id(),
    read: (id: number, context) => this.api.reservation(id, context),
    pace: (reservation) =>
      reservation?.emails.some(({ status }) => status === 'queued') ? LOOK_SOON : LOOK_LATER,
  });
  protected readonly isMissing = computed(() => toProblem(this.live.error()).status === 404);
  protected readonly possible = computed(() => {
    const reservation = this.live.value();
    return reservation && possibleActs(reservation);
  });
  protected readonly editing = signal(false);
  protected readonly busy = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly sentence = computed(() => deskSentence(this.problem()));

  constructor() {
    guardWindow(this);
  }

  hasUnsavedChanges(): boolean {
    return this.panel()?.isDirty() ?? false;
  }

  protected do(act: Observable<Done>, current: Admin['ReservationDetail']): void {
    if (this.busy()) {
      return;
    }
    this.busy.set(true);
    this.problem.set(null);
    act
      .pipe(
        finalize(() => {
          this.busy.set(false);
        }),
      )
      .subscribe({
        next: (done) => {
          const undo = () => {
            this.do(this.acts.undo(current), current);
          };
          this.tell.done(done.key, { ...done.values }, done.undoable ? undo : undefined);
          if (done.reservation) {
            this.live.set(done.reservation);
          } else {
            this.live.refresh();
          }
        },
        error: (error: unknown) => {
          this.problem.set(toProblem(error));
          // It is not as the page believed.
          this.live.refresh();
        },
      });
  }

  protected edited(reservation: Admin['ReservationDetail']): void {
    this.live.set(reservation);
    this.editing.set(false);
    this.problem.set(null);
    this.tell.done('manage.saved');
  }
}
