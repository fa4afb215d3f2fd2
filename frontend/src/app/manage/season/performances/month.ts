/** Days are `YYYY-MM-DD` and months `YYYY-MM`, by the theatre's calendar: no zone has a say in them. */

const DAY_MS = 24 * 60 * 60 * 1000;
const WEEK = 7;

export function isMonth(text: string): boolean {
  return /^(?:19|20|21)\d{2}-(?:0[1-9]|1[0-2])$/.test(text);
}

export function monthOf(day: string): string {
  return day.slice(0, 7);
}

export function addDays(day: string, count: number): string {
  return dayOf(Date.parse(day) + count * DAY_MS);
}

export function addMonths(month: string, count: number): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return monthOf(dayOf(Date.UTC(year, number - 1 + count, 1)));
}

/** The same day of another month, or its last. */
export function sameDayIn(month: string, day: string): string {
  const last = addDays(`${addMonths(month, 1)}-01`, -1);
  const wanted = `${month}-${day.slice(8)}`;
  return wanted > last ? last : wanted;
}

/** 0 for Monday to 6 for Sunday. */
export function weekdayOf(day: string): number {
  return (new Date(Date.parse(day)).getUTCDay() + WEEK - 1) % WEEK;
}

/** The weeks that a month touches, whole, from Monday to Sunday. */
export function weeksOf(month: string): readonly (readonly string[])[] {
  const first = `${month}-01`;
  const next = `${addMonths(month, 1)}-01`;
  const weeks: string[][] = [];
  for (
    let monday = addDays(first, -weekdayOf(first));
    monday < next;
    monday = addDays(monday, WEEK)
  ) {
    weeks.push(Array.from({ length: WEEK }, (_, index) => addDays(monday, index)));
  }
  return weeks;
}

/** Where a key leads from `day` in the grid of a month; undefined for keys that lead nowhere. */
export function dayAfterKey(day: string, key: string): string | undefined {
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, -1);
    case 'ArrowRight':
      return addDays(day, 1);
    case 'ArrowUp':
      return addDays(day, -WEEK);
    case 'ArrowDown':
      return addDays(day, WEEK);
    case 'Home':
      return addDays(day, -weekdayOf(day));
    case 'End':
      return addDays(day, WEEK - 1 - weekdayOf(day));
    case 'PageUp':
      return sameDayIn(addMonths(monthOf(day), -1), day);
    case 'PageDown':
      return sameDayIn(addMonths(monthOf(day), 1), day);
    default:
      return undefined;
  }
}

/** Rows by the theatre's day on which they start, in order. */
export function byDay<T extends { readonly starts_at: string }>(
  rows: readonly T[],
): ReadonlyMap<string, readonly T[]> {
  const days = new Map<string, T[]>();
  for (const row of [...rows].sort((one, other) => order(one.starts_at, other.starts_at))) {
    const day = row.starts_at.slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  return days;
}

function order(one: string, other: string): number {
  return Date.parse(one) - Date.parse(other);
}

function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}
