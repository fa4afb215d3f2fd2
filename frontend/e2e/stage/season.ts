import { type APIRequestContext, expect } from '@playwright/test';

import type {
  PerformanceDetail,
  PerformanceList,
  PerformanceSummary,
} from '../../src/app/core/api/models';

/** Fewer seats than this are kept for the tests that are about the last seats. */
const PLENTY = 12;

/** The programme, as the API tells it: tests take their performances from here, never by a fixed id. */
export class Season {
  readonly #request: APIRequestContext;
  readonly #share: number;
  readonly #shares: number;

  /**
   * @param share which of the processes that run tests at the same time this is, from 0
   * @param shares how many there are
   */
  constructor(request: APIRequestContext, share: number, shares: number) {
    this.#request = request;
    this.#share = share;
    this.#shares = shares;
  }

  /**
   * A performance with plenty of seats which no other test books at the same time, so that its numbers can
   * be relied upon: each process has performances of its own.
   */
  async performance(): Promise<PerformanceSummary> {
    return (await this.performances(1))[0];
  }

  /** Two such performances. */
  async twoPerformances(): Promise<[PerformanceSummary, PerformanceSummary]> {
    const [one, other] = await this.performances(2);
    if (!other) {
      throw new Error('unreachable: asked for two');
    }
    return [one, other];
  }

  /** A performance that is sold out. */
  async soldOut(): Promise<PerformanceSummary> {
    return this.#find('is sold out', ({ status }) => status === 'sold_out');
  }

  /** A performance of which only a handful of seats are left, at least two. */
  async nearlyFull(): Promise<PerformanceSummary> {
    return this.#find(
      'is nearly full',
      ({ status, available_seats: seats }) => status === 'open' && seats >= 2 && seats < PLENTY,
    );
  }

  /**
   * Everything there is to know about one performance, now: an address that nobody asked for before, since
   * nginx gives the same answer to all who ask for the same within a second.
   */
  async details(id: number): Promise<PerformanceDetail> {
    const answer = await this.#request.get(`/api/performances/${id}?asked=${Date.now()}`);
    expect(answer.status()).toBe(200);
    return (await answer.json()) as PerformanceDetail;
  }

  private async performances(
    count: number,
  ): Promise<[PerformanceSummary, ...PerformanceSummary[]]> {
    const mine = (await this.#all())
      .filter(({ status, booking_enabled: enabled }) => status === 'open' && enabled)
      .filter(({ id }) => id % this.#shares === this.#share)
      .filter(({ available_seats: seats }) => seats >= PLENTY)
      .sort((one, other) => other.available_seats - one.available_seats);
    const [first, ...others] = mine.slice(0, count);
    if (!first || others.length < count - 1) {
      throw new Error(`The season has too few open performances with ${PLENTY} seats.`);
    }
    return [first, ...others];
  }

  async #find(
    what: string,
    wanted: (performance: PerformanceSummary) => boolean,
  ): Promise<PerformanceSummary> {
    const found = (await this.#all()).find(wanted);
    if (!found) {
      throw new Error(`The season has no performance that ${what}.`);
    }
    return found;
  }

  async #all(): Promise<PerformanceSummary[]> {
    const answer = await this.#request.get('/api/performances', { params: { page_size: 100 } });
    expect(answer.status()).toBe(200);
    const list = (await answer.json()) as PerformanceList;
    expect(list.results, 'the whole season fits on a page').toHaveLength(list.total);
    return list.results;
  }
}
