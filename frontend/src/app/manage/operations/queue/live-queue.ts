import { DOCUMENT, Injectable, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import {
  EMPTY,
  Observable,
  Subject,
  catchError,
  combineLatest,
  defer,
  distinctUntilChanged,
  forkJoin,
  fromEvent,
  map,
  of,
  repeat,
  startWith,
  switchMap,
  tap,
} from 'rxjs';

import { Admin } from '../../api/models';
import { OperationsApi, QueueSight } from '../operations-api';

/** Milliseconds between two looks. */
const LOOK_EVERY = 5000;

/** All that the monitor shows. */
export interface Seen {
  readonly sight: QueueSight;
  readonly failed: readonly Admin['FailedJobs'][];
}

/** The queues as they are: read at once, after each of one's own acts, and every few seconds while the page is in front. */
@Injectable()
export class LiveQueue {
  private readonly api = inject(OperationsApi);
  private readonly document = inject(DOCUMENT);
  private readonly asked = new Subject<void>();
  private readonly known = signal<Seen | undefined>(undefined);
  private readonly trouble = signal<unknown>(undefined);

  /** What the latest look that succeeded has shown. */
  readonly seen = this.known.asReadonly();
  /** What was thrown by the latest look, if it failed. What is shown is then from an earlier one. */
  readonly error = this.trouble.asReadonly();

  constructor() {
    const inFront = fromEvent(this.document, 'visibilitychange').pipe(
      startWith(null),
      map(() => this.document.visibilityState === 'visible'),
      distinctUntilChanged(),
    );
    combineLatest([inFront, this.asked.pipe(startWith(undefined))])
      .pipe(
        switchMap(([visible]) =>
          visible ? defer(() => this.look()).pipe(repeat({ delay: LOOK_EVERY })) : EMPTY,
        ),
        takeUntilDestroyed(),
      )
      .subscribe();
  }

  /** Something was changed here: look now. */
  refresh(): void {
    this.asked.next();
  }

  private look(): Observable<unknown> {
    const quietly = this.known() !== undefined;
    return forkJoin({ sight: this.api.queue(quietly), failed: this.api.failedJobs(quietly) }).pipe(
      tap((seen) => {
        this.known.set(seen);
        this.trouble.set(undefined);
      }),
      catchError((error: unknown) => {
        this.trouble.set(error);
        return of(undefined);
      }),
    );
  }
}
