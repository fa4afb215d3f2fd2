import { addDays, weekdayOf } from './month';

/** Most performances of one series, as the API has it. */
export const LARGEST_SERIES = 100;

/** Longer than any season: beyond it somebody mistyped a year. */
const LONGEST_DAYS = 2 * 366;

/** Performances that come again: on these weekdays from one day to another, at one time. */
export interface Rhythm {
  readonly from: string;
  readonly until: string;
  /** 0 for Monday to 6 for Sunday. */
  readonly weekdays: readonly number[];
  readonly time: string;
}

/** Why a rhythm makes no dates: a key under `manageSeason.series.fault`. */
export type RhythmFault = 'incomplete' | 'reversed' | 'noWeekday' | 'tooLong' | 'noDate';

/** The moments of a rhythm by the theatre's clock, first and last day included; or why there are none. */
export function momentsOf(rhythm: Rhythm): readonly string[] | RhythmFault {
  const { from, until, weekdays, time } = rhythm;
  if (!from || !until || !time) {
    return 'incomplete';
  }
  if (until < from) {
    return 'reversed';
  }
  if (weekdays.length === 0) {
    return 'noWeekday';
  }
  if (until > addDays(from, LONGEST_DAYS)) {
    return 'tooLong';
  }
  const moments: string[] = [];
  for (let day = from; day <= until; day = addDays(day, 1)) {
    if (weekdays.includes(weekdayOf(day))) {
      moments.push(`${day}T${time}`);
    }
  }
  return moments.length > 0 ? moments : 'noDate';
}

/** Both lists as one, in order, each moment once. */
export function merged(moments: readonly string[], others: readonly string[]): readonly string[] {
  return [...new Set([...moments, ...others])].sort();
}

/** The moments that the server's sentences name by their number ("time 3 does not exist …"). */
export function namedMoments(
  moments: readonly string[],
  messages: readonly string[],
): ReadonlySet<string> {
  const named = messages.map((message) => moments[Number(/^time (\d+)\b/.exec(message)?.[1]) - 1]);
  return new Set(named.filter((moment) => moment !== undefined));
}
