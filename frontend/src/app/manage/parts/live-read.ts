import { HttpContext } from '@angular/common/http';
import { DOCUMENT, Signal, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import {
  EMPTY,
  Observable,
  Subject,
  catchError,
  concat,
  defer,
  distinctUntilChanged,
  fromEvent,
  map,
  merge,
  of,
  startWith,
  switchMap,
  tap,
  timer,
} from 'rxjs';

import { IN_BACKGROUND } from '../../session/in-background';

/** What a page reads, and quietly reads anew while somebody has it in front of them. */
export interface LiveRead<T> {
  /** Undefined until the first answer. */
  readonly value: Signal<T | undefined>;
  /** What the latest look failed with; the value is then that of an earlier one. */
  readonly error: Signal<unknown>;
  readonly loading: Signal<boolean>;
  /** Reads at once: somebody asks for it. */
  refresh(): void;
  /** An act has answered what is so now; looks that are on their way come too late. */
  set(value: T): void;
}

/** What and how often to read. */
export interface LiveReadOptions<W, T> {
  /** What is read; another one begins anew. */
  readonly of: () => W;
  readonly read: (wanted: W, context: HttpContext) => Observable<T>;
  /** Milliseconds until the next quiet look. */
  readonly pace: (value: T | undefined) => number;
}

/** Starts such a read; in an injection context, which it ends with. */
export function liveRead<W, T>(options: LiveReadOptions<W, T>): LiveRead<T> {
  const document = inject(DOCUMENT);
  const known = signal<T | undefined>(undefined);
  const trouble = signal<unknown>(undefined);
  const asked = new Subject<void>();
  /** Something new is known: the time until the next look begins anew. */
  const told = new Subject<void>();
  // The look that began last is the one that counts.
  let turn = 0;

  const look = (wanted: W, quiet: boolean) =>
    defer(() => {
      const mine = ++turn;
      const context = new HttpContext().set(IN_BACKGROUND, quiet);
      return options.read(wanted, context).pipe(
        map((value) => () => {
          known.set(value);
          trouble.set(undefined);
        }),
        catchError((error: unknown) =>
          of(() => {
            trouble.set(error);
          }),
        ),
        tap((tell) => {
          if (mine === turn) {
            tell();
            told.next();
          }
        }),
      );
    });
  const looks = (wanted: W) =>
    told.pipe(
      startWith(undefined),
      switchMap(() => timer(options.pace(known()))),
      switchMap(() => look(wanted, true)),
    );
  const inFront = fromEvent(document, 'visibilitychange').pipe(
    startWith(null),
    map(() => document.visibilityState === 'visible'),
    distinctUntilChanged(),
  );

  toObservable(computed(options.of))
    .pipe(
      switchMap((wanted) => {
        known.set(undefined);
        trouble.set(undefined);
        return merge(
          asked.pipe(
            startWith(undefined),
            switchMap(() => look(wanted, false)),
          ),
          inFront.pipe(
            switchMap((visible, nth) => {
              if (!visible) {
                return EMPTY;
              }
              // Who comes back to the page sees at once what is so now.
              return nth === 0 ? looks(wanted) : concat(look(wanted, true), looks(wanted));
            }),
          ),
        );
      }),
      takeUntilDestroyed(),
    )
    .subscribe();

  return {
    value: known.asReadonly(),
    error: trouble.asReadonly(),
    loading: computed(() => known() === undefined && trouble() === undefined),
    refresh: () => {
      asked.next();
    },
    set: (value) => {
      turn += 1;
      known.set(value);
      trouble.set(undefined);
      told.next();
    },
  };
}
