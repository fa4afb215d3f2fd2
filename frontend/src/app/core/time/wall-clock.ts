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

type Part = 'weekday' | 'short-weekday' | 'day' | 'month' | 'short-month' | 'year';

/** Both languages put the parts of a date in this order, with nothing but blanks between them. */
const DATE_STYLES: Record<DateStyle, readonly Part[]> = {
  day: ['weekday', 'day', 'month'],
  'day-and-year': ['weekday', 'day', 'month', 'year'],
  'short-day': ['short-weekday', 'day', 'short-month'],
  'short-day-and-year': ['short-weekday', 'day', 'short-month', 'year'],
  month: ['short-month'],
  'month-and-year': ['month', 'year'],
  'day-number': ['day'],
  weekday: ['weekday'],
  'short-weekday': ['short-weekday'],
};

/**
 * From Sunday and from January. They are what `Intl.DateTimeFormat` says (a test holds them to it), written out because
 * the first formatter that a page makes has the browser read its tables of all languages: on a phone a tenth of a second
 * in which nothing moves, before a date can be read.
 */
const WEEKDAYS: Record<LanguageCode, readonly string[]> = {
  it: ['domenica', 'lunedì', 'martedì', 'mercoledì', 'giovedì', 'venerdì', 'sabato'],
  en: ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
};
const MONTHS: Record<LanguageCode, readonly string[]> = {
  it: [
    ...['gennaio', 'febbraio', 'marzo', 'aprile', 'maggio', 'giugno'],
    ...['luglio', 'agosto', 'settembre', 'ottobre', 'novembre', 'dicembre'],
  ],
  en: [
    ...['January', 'February', 'March', 'April', 'May', 'June'],
    ...['July', 'August', 'September', 'October', 'November', 'December'],
  ],
};

/** Letters of a name in short: "sab", "mag". */
const SHORT = 3;

/** The date of `instant` on the theatre's calendar: "sabato 15 maggio", "Saturday 15 May". */
export function formatDate(instant: string, language: LanguageCode, style: DateStyle): string {
  const date = wallClock(instant);
  if (!date) {
    return '';
  }
  const weekday = WEEKDAYS[language][date.getUTCDay()] ?? '';
  const month = MONTHS[language][date.getUTCMonth()] ?? '';
  const parts: Record<Part, string> = {
    weekday,
    'short-weekday': weekday.slice(0, SHORT),
    day: String(date.getUTCDate()),
    month,
    'short-month': month.slice(0, SHORT),
    year: String(date.getUTCFullYear()),
  };
  return DATE_STYLES[style].map((part) => parts[part]).join(' ');
}

/** The time of `instant` on the theatre's clock: "20:30" in Italian, "8:30 pm" in English, on one line. */
export function formatTime(instant: string, language: LanguageCode): string {
  const date = wallClock(instant);
  if (!date) {
    return '';
  }
  const hours = date.getUTCHours();
  const minutes = String(date.getUTCMinutes()).padStart(2, '0');
  return language === 'en'
    ? `${String(hours % 12 || 12)}:${minutes}\u00a0${hours < 12 ? 'am' : 'pm'}`
    : `${String(hours).padStart(2, '0')}:${minutes}`;
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
