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
  /** Who paused a queue, by its name. */
  readonly pausedBy: ReadonlyMap<string, string>;
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
      switchMap(({ sight, failed }) =>
        this.pausedBy(sight).pipe(map((pausedBy) => ({ sight, failed, pausedBy }))),
      ),
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

  /** The log of acts knows who it was; the queue itself does not. */
  private pausedBy({ queues }: QueueSight): Observable<ReadonlyMap<string, string>> {
    if (!queues.some(({ paused }) => paused)) {
      return of(new Map());
    }
    return this.api.latestPauses().pipe(
      // Without it the page still says that and why.
      catchError(() => of([])),
      map((entries) => {
        const names = new Map<string, string>();
        for (const { by, detail } of entries) {
          const queue = (detail as { queue?: unknown } | null)?.queue;
          if (typeof queue === 'string' && by && !names.has(queue)) {
            names.set(queue, by);
          }
        }
        return names;
      }),
    );
  }
}
