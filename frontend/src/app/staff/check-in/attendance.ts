import { DOCUMENT, Injectable, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import {
  EMPTY,
  Observable,
  Subject,
  catchError,
  combineLatest,
  defer,
  distinctUntilChanged,
  fromEvent,
  map,
  of,
  repeat,
  startWith,
  switchMap,
  tap,
} from 'rxjs';

import { CheckInPerformance } from '../../core/api/models';
import { toProblem } from '../../core/api/problem';
import { siteDay } from '../../core/time/wall-clock';
import { StaffApi } from '../staff-api';

/** Milliseconds between two looks at what the other phones have done. */
const LOOK_EVERY = 5000;

/**
 * The performance at hand and its numbers: read when the door opens, after each of its own acts, and every
 * few seconds while the page is in front.
 */
@Injectable()
export class Attendance {
  private readonly api = inject(StaffApi);
  private readonly document = inject(DOCUMENT);
  private readonly opened = new Subject<number>();
  private readonly asked = new Subject<void>();
  private readonly known = signal<CheckInPerformance | undefined>(undefined);
  private readonly trouble = signal<unknown>(undefined);
  private readonly nowhere = signal(false);

  readonly performance = this.known.asReadonly();
  /** No such performance. */
  readonly isMissing = this.nowhere.asReadonly();
  /** What was thrown by the latest look, if it failed. The numbers are then those of an earlier one. */
  readonly error = this.trouble.asReadonly();
  /** Changes whenever somebody, at this door or another, has changed something. */
  readonly numbers = computed(() => {
    const performance = this.known();
    return performance
      ? `${performance.confirmed_seats}/${performance.admitted_seats}/${performance.available_seats}`
      : '';
  });

  constructor() {
    const inFront = fromEvent(this.document, 'visibilitychange').pipe(
      startWith(null),
      map(() => this.document.visibilityState === 'visible'),
      distinctUntilChanged(),
    );
    combineLatest([this.opened, inFront, this.asked.pipe(startWith(undefined))])
      .pipe(
        switchMap(([id, visible]) =>
          visible ? defer(() => this.look(id)).pipe(repeat({ delay: LOOK_EVERY })) : EMPTY,
        ),
        takeUntilDestroyed(),
      )
      .subscribe();
  }

  open(id: number): void {
    this.opened.next(id);
  }

  /** Something was changed here: look now. */
  refresh(): void {
    this.asked.next();
  }

  private look(id: number): Observable<unknown> {
    const known = this.known();
    const look =
      known?.id === id
        ? this.api.performanceOfDay(id, siteDay(known.starts_at))
        : this.api.performance(id);
    return look.pipe(
      tap((performance) => {
        this.known.set(performance);
        this.nowhere.set(performance === undefined);
        this.trouble.set(undefined);
      }),
      catchError((error: unknown) => {
        this.nowhere.set(toProblem(error).status === 404);
        this.trouble.set(error);
        return of(undefined);
      }),
    );
  }
}
