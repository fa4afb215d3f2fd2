import { PerformanceSummary } from '../../core/api/models';
import { siteDay } from '../../core/time/wall-clock';
import { Verdict, VerdictOutcome, remaining } from './verdict';

/** What a glance must tell. Each tone has its colour, its sound and its buzz; none stands for itself alone. */
export type Tone = 'yes' | 'partly' | 'no' | 'unknown';

/** A sentence to be translated. */
export interface Sentence {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** How a verdict is shown, and what can be done about it. */
export interface VerdictAppearance {
  readonly tone: Tone;
  readonly icon: string;
  /** The one word, in the biggest letters. */
  readonly word: string;
  readonly detail: Sentence | null;
  readonly canAdmit: boolean;
  readonly canUndo: boolean;
  /** Asking again may bring another answer. */
  readonly canRetry: boolean;
  /** The code itself was the trouble: it can be typed. */
  readonly asksForCode: boolean;
}

/** Writes instants in the language of the page. */
export interface Clock {
  time(instant: string): string;
  dateTime(instant: string): string;
}

const TONES: Record<VerdictOutcome, Tone> = {
  ready: 'yes',
  checked_in: 'yes',
  undone: 'partly',
  already_checked_in: 'no',
  wrong_performance: 'no',
  not_confirmed: 'no',
  cancelled: 'no',
  token_unknown: 'no',
  not_found: 'no',
  nothing_to_undo: 'no',
  offline: 'unknown',
  failed: 'unknown',
};

const ICONS: Record<VerdictOutcome, string> = {
  ready: 'ticket',
  checked_in: 'check',
  undone: 'undone',
  already_checked_in: 'repeated',
  wrong_performance: 'wrong',
  not_confirmed: 'waiting',
  cancelled: 'cancel',
  token_unknown: 'unknown',
  not_found: 'unknown',
  nothing_to_undo: 'unknown',
  offline: 'offline',
  failed: 'alert',
};

export function appearanceOf(verdict: Verdict, clock: Clock): VerdictAppearance {
  const { outcome, party } = verdict;
  const someOutside = remaining(verdict) > 0;
  const inPart = outcome === 'checked_in' && someOutside;
  return {
    tone: inPart ? 'partly' : TONES[outcome],
    icon: ICONS[outcome],
    word: `staff.verdict.word.${inPart ? 'checked_in_part' : outcome}`,
    detail: detailOf(verdict, clock),
    canAdmit: outcome === 'ready' && someOutside,
    canUndo:
      outcome === 'checked_in' || (foundByHand(verdict) && party !== null && party.admitted > 0),
    canRetry: TONES[outcome] === 'unknown' && verdict.presented.code !== null,
    asksForCode: ['token_unknown', 'not_found', 'offline', 'failed'].includes(outcome),
  };
}

/** At the camera, an admission that somebody else made is not taken back by the way. */
function foundByHand({ outcome, presented }: Verdict): boolean {
  return presented.source === 'manual' && ['ready', 'already_checked_in'].includes(outcome);
}

function detailOf(verdict: Verdict, clock: Clock): Sentence | null {
  const { outcome, party, performance } = verdict;
  switch (outcome) {
    case 'ready':
      return party && party.admitted > 0 ? sentence('ready_rest', { count: party.admitted }) : null;
    case 'checked_in':
      return party && remaining(verdict) > 0
        ? sentence(remaining(verdict) === 1 ? 'one_outside' : 'outside', {
            count: remaining(verdict),
          })
        : null;
    case 'already_checked_in':
      return admission(verdict, clock);
    case 'wrong_performance':
      return performance ? sentence(outcome, booked(performance, clock)) : null;
    case 'undone':
      return party && party.admitted > 0
        ? sentence('undone_part', { admitted: party.admitted, size: party.size })
        : sentence('undone');
    default:
      return sentence(outcome);
  }
}

function admission(
  { admittedAt, admittedBy, performance }: Verdict,
  clock: Clock,
): Sentence | null {
  if (!admittedAt) {
    return sentence('already_checked_in_sometime');
  }
  // An admission of another day is told with its date: "at 20:31" would be read as just now.
  const sameDay = !performance || siteDay(admittedAt) === siteDay(performance.starts_at);
  const at = sameDay ? clock.time(admittedAt) : clock.dateTime(admittedAt);
  return admittedBy
    ? sentence('already_checked_in', { at, by: admittedBy })
    : sentence('already_checked_in_at', { at });
}

function booked({ show, venue, starts_at }: PerformanceSummary, clock: Clock) {
  return { show: show.title, when: clock.dateTime(starts_at), venue: venue.name };
}

function sentence(name: string, values: Sentence['values'] = {}): Sentence {
  return { key: `staff.verdict.detail.${name}`, values };
}
