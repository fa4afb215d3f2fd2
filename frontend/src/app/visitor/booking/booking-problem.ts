import { Problem } from '../../core/api/problem';

/** What the form says after a refused booking, and what it offers to do. */
export interface BookingProblem {
  /** The problem's code, for the page's own tests. */
  readonly code: string;
  /** Translation key. */
  readonly key: string;
  readonly values: Readonly<Record<string, number>>;
  /** The largest party that would be accepted, where the server said so. */
  readonly offer: number | null;
  /** Refused fields, by the contract's field name; shown beside them. */
  readonly fields: ReadonlyMap<string, string>;
}

const NO_FIELDS: ReadonlyMap<string, string> = new Map<string, string>();

/** Codes with a sentence of their own; every other is a fault of ours, to be tried again. */
const SENTENCES = new Set([
  'booking_closed',
  'rate_limited',
  'offline',
  'unavailable',
  'not_found',
  'idempotency_in_flight',
]);

export function bookingProblem(problem: Problem): BookingProblem {
  const { code, document } = problem;
  if (code === 'not_enough_seats') {
    const left = document.available_seats ?? 0;
    return answer(code, left === 0 ? 'sold_out' : left === 1 ? 'one_left' : 'not_enough_seats', {
      values: { count: left },
      offer: left > 0 ? left : null,
    });
  }
  if (code === 'party_too_large') {
    const most = document.max_party_size ?? null;
    return answer(code, most === null ? 'party_too_large_unnamed' : code, {
      values: { count: most ?? 0 },
      offer: most,
    });
  }
  if (code === 'validation') {
    const fields = new Map((document.errors ?? []).map((error) => [error.field, error.code]));
    return answer(code, code, { fields });
  }
  return answer(code, SENTENCES.has(code) ? code : 'failed', {});
}

function answer(
  code: string,
  sentence: string,
  rest: Partial<Pick<BookingProblem, 'values' | 'offer' | 'fields'>>,
): BookingProblem {
  return {
    code,
    key: `booking.problem.${sentence}`,
    values: {},
    offer: null,
    fields: NO_FIELDS,
    ...rest,
  };
}
