import { Injectable, computed, inject, linkedSignal, signal } from '@angular/core';
import { rxResource, toObservable, toSignal } from '@angular/core/rxjs-interop';
import { EMPTY, Observable, debounceTime, forkJoin, map } from 'rxjs';

import { Guest, GuestList } from '../../core/api/models';
import { StaffApi } from '../staff-api';

/** Milliseconds without a key pressed before a search is sent. */
const PAUSE = 200;

/** Guests of the performance: all, or those who are searched for. */
@Injectable()
export class GuestSearch {
  private readonly api = inject(StaffApi);
  private readonly performanceId = signal<number | undefined>(undefined);
  private readonly typed = signal('');
  private readonly query = toSignal(toObservable(this.typed).pipe(debounceTime(PAUSE)), {
    initialValue: '',
  });
  private readonly pages = linkedSignal({ source: this.query, computation: () => 1 });
  private readonly turns = signal(0);
  private readonly resource = rxResource({
    params: () => ({
      id: this.performanceId(),
      query: this.query().trim(),
      pages: this.pages(),
      turn: this.turns(),
    }),
    stream: ({ params: { id, query, pages } }) =>
      id === undefined ? EMPTY : this.load(id, query, pages),
  });
  /** Stays while the next answer is on its way, so that rows do not vanish under the thumb. */
  private readonly list = linkedSignal<GuestList | undefined, GuestList | undefined>({
    source: () => (this.resource.hasValue() ? this.resource.value() : undefined),
    computation: (arrived, previous) => arrived ?? previous?.value,
  });

  readonly text = this.typed.asReadonly();
  readonly guests = computed<readonly Guest[] | undefined>(() => this.list()?.results);
  readonly more = computed(() => {
    const list = this.list();
    return list ? Math.max(0, list.total - list.results.length) : 0;
  });
  readonly error = this.resource.error;
  readonly isLoading = this.resource.isLoading;

  open(performanceId: number): void {
    this.performanceId.set(performanceId);
  }

  search(text: string): void {
    this.typed.set(text);
  }

  showMore(): void {
    this.pages.update((pages) => pages + 1);
  }

  refresh(): void {
    this.turns.update((turns) => turns + 1);
  }

  private load(id: number, query: string, pages: number): Observable<GuestList> {
    const numbers = Array.from({ length: pages }, (_, index) => index + 1);
    return forkJoin(numbers.map((page) => this.api.guests(id, query, page))).pipe(
      map((lists) => ({
        results: lists.flatMap(({ results }) => results),
        total: lists.at(-1)?.total ?? 0,
        page: 1,
        page_size: lists.reduce((sum, { page_size }) => sum + page_size, 0),
      })),
    );
  }
}
