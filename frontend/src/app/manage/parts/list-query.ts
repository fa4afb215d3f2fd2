import { Signal, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Params, Router } from '@angular/router';

/** What a list is asked for: its filters by name, and the page. */
export type ListParams = Readonly<Record<string, string>>;

/**
 * The filters, the search and the page of a list, kept in the address: a reload, a bookmark and the way back
 * show the same rows.
 */
export class ListQuery {
  private readonly route = inject(ActivatedRoute);
  private readonly router = inject(Router);
  private readonly inAddress: Signal<Params> = toSignal(this.route.queryParams, {
    requireSync: true,
  });

  /** What of it the API is asked: what is not empty, under the API's own names. */
  readonly params = computed<ListParams>(() =>
    Object.fromEntries(
      Object.entries(this.inAddress()).filter(
        (entry): entry is [string, string] =>
          this.names.includes(entry[0]) && typeof entry[1] === 'string' && entry[1] !== '',
      ),
    ),
  );
  /** The page of the list, from 1. */
  readonly page = computed(() => Number(this.params()['page'] ?? 1) || 1);

  /** @param names the filters of this list, `q` and `sort` included, as the API calls them */
  constructor(private readonly filters: readonly string[]) {}

  private get names(): readonly string[] {
    return [...this.filters, 'page'];
  }

  /** The value of a filter; empty when it is not set. */
  value(name: string): string {
    return this.params()[name] ?? '';
  }

  /** Whether any filter narrows the list. */
  readonly isNarrowed = computed(() =>
    Object.keys(this.params()).some((name) => name !== 'page' && name !== 'sort'),
  );

  /** Changes filters; the list starts at its first page again. Typing does not fill the browser's history. */
  narrow(changes: Readonly<Record<string, string | null>>): void {
    void this.router.navigate([], {
      relativeTo: this.route,
      queryParams: { ...emptied(changes), page: null },
      queryParamsHandling: 'merge',
      replaceUrl: true,
    });
  }

  /** Turns to another page. */
  turnTo(page: number): void {
    void this.router.navigate([], {
      relativeTo: this.route,
      queryParams: { page: page === 1 ? null : page },
      queryParamsHandling: 'merge',
    });
  }

  /** Shows the whole list. */
  clear(): void {
    this.narrow(Object.fromEntries(this.filters.map((name) => [name, null])));
  }
}

function emptied(changes: Readonly<Record<string, string | null>>): Params {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => [name, value === '' ? null : value]),
  );
}
