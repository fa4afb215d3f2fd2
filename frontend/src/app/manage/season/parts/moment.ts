import { ValidatorFn } from '@angular/forms';

/** A whole moment by the theatre's clock: `2026-05-15T20:30`. */
const WHOLE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/;

/** A day and a time as one text; empty when both are. Half a moment keeps its half. */
export function momentOf(day: string, time: string): string {
  return day || time ? `${day}T${time.slice(0, 5)}` : '';
}

export function dayOf(moment: string): string {
  return moment.split('T')[0] ?? '';
}

/** The time of a moment or of an instant, without seconds and offset. */
export function timeOf(moment: string): string {
  return (moment.split('T')[1] ?? '').slice(0, 5);
}

/** What stands on the theatre's wall at `instant`; the API writes instants with the site's own offset. */
export function wallMoment(instant: string | null | undefined): string {
  return instant ? momentOf(dayOf(instant), timeOf(instant)) : '';
}

/**
 * `moment` for the API. One that was not changed goes back as the instant that was read: in the hour that comes twice
 * in autumn, the wall alone does not tell which.
 */
export function instantOf(moment: string, read: string | null | undefined): string | null {
  if (moment === '') {
    return null;
  }
  return read && wallMoment(read) === moment ? read : moment;
}

/** `moment`, so many minutes earlier by the clock on the wall. */
export function minutesBefore(moment: string, minutes: number): string {
  const at = new Date(Date.parse(`${moment}:00Z`) - minutes * 60_000);
  return Number.isNaN(at.valueOf()) ? '' : at.toISOString().slice(0, 16);
}

/** Refuses a day without a time, and a time without a day. */
export const wholeMoment: ValidatorFn = ({ value }) =>
  value === '' || WHOLE.test(String(value)) ? null : { halfMoment: true };

/** Whether one whole moment comes after another; nothing is said of halves. */
export function isLater(one: string, other: string): boolean {
  return WHOLE.test(one) && WHOLE.test(other) && one > other;
}
