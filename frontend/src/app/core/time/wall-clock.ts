import { LanguageCode } from '../language/language-code';

/**
 * The API writes every instant with the site's own offset (`2026-05-15T20:30:00+02:00`), so the
 * digits before the offset are the clock on the theatre's wall. Formatting those digits shows the
 * theatre's time on a device in any zone.
 */
const WALL_CLOCK = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/;

/** What of an instant is written out. */
export type DateStyle =
  | 'day'
  | 'day-and-year'
  | 'short-day'
  | 'short-day-and-year'
  | 'month'
  | 'month-and-year'
  | 'day-number'
  | 'weekday'
  | 'short-weekday';

const DATE_STYLES: Record<DateStyle, Intl.DateTimeFormatOptions> = {
  day: { weekday: 'long', day: 'numeric', month: 'long' },
  'day-and-year': { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
  'short-day': { weekday: 'short', day: 'numeric', month: 'short' },
  'short-day-and-year': { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'short' },
  'month-and-year': { month: 'long', year: 'numeric' },
  'day-number': { day: 'numeric' },
  weekday: { weekday: 'long' },
  'short-weekday': { weekday: 'short' },
};

const INTL_LOCALES: Record<LanguageCode, string> = { it: 'it-IT', en: 'en-GB' };

/** The date of `instant` on the theatre's calendar: "sabato 15 maggio", "Saturday 15 May". */
export function formatDate(instant: string, language: LanguageCode, style: DateStyle): string {
  const date = wallClock(instant);
  if (!date) {
    return '';
  }
  return (
    new Intl.DateTimeFormat(INTL_LOCALES[language], { ...DATE_STYLES[style], timeZone: 'UTC' })
      .format(date)
      // British English puts a comma after the weekday; the programme does not.
      .replace(',', '')
  );
}

/** The time of `instant` on the theatre's clock: "20:30" in Italian, "8:30 pm" in English, on one line. */
export function formatTime(instant: string, language: LanguageCode): string {
  const date = wallClock(instant);
  if (!date) {
    return '';
  }
  return new Intl.DateTimeFormat(INTL_LOCALES[language], {
    hour: language === 'en' ? 'numeric' : '2-digit',
    minute: '2-digit',
    hour12: language === 'en',
    timeZone: 'UTC',
  })
    .format(date)
    .replace(/\s/g, '\u00a0');
}

/** "sabato 15 maggio, ore 20:30" or "Saturday 15 May, 8:30 pm"; the time stays on one line. */
export function formatDateTime(
  instant: string,
  language: LanguageCode,
  style: DateStyle = 'day',
): string {
  const time = formatTime(instant, language);
  return `${formatDate(instant, language, style)}, ${language === 'it' ? `ore\u00a0${time}` : time}`;
}

/** The theatre's calendar day of `instant`, as `YYYY-MM-DD`. */
export function siteDay(instant: string): string {
  return instant.slice(0, 10);
}

/** The digits before the offset, as if they were UTC; undefined when `instant` is no such text. */
function wallClock(instant: string): Date | undefined {
  const digits = WALL_CLOCK.exec(instant);
  if (!digits) {
    return undefined;
  }
  const [year, month, day, hour, minute] = digits.slice(1).map(Number);
  return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute));
}
