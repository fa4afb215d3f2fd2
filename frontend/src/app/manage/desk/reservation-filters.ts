import { ListParams } from '../parts/list-query';

/** Filters of the list of reservations, as its address names them. */
export const RESERVATION_FILTERS = ['q', 'status', 'performance_id', 'from', 'to'] as const;

/** What the API is asked: people mean the last day included, the API the first one that is not. */
export function reservationParams(params: ListParams): ListParams {
  const { to, ...others } = params;
  return to === undefined ? others : { ...others, to: dayAfter(to) };
}

/** The day after a day of the calendar, `YYYY-MM-DD`; what is no day stays as it is, for the API to refuse. */
export function dayAfter(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) {
    return day;
  }
  date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}
