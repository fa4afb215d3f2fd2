import { Admin } from '../api/models';

/** An entry of the history as a sentence: a translation key under `manageDesk.history`, and its values. */
export interface HistoryWords {
  readonly key: string;
  readonly values: Readonly<Record<string, string | number>>;
  /** Names of fields that were changed, for keys under `manageDesk.field`. */
  readonly fields: readonly string[];
}

const KNOWN = new Set([
  'requested',
  'booked',
  'confirmed',
  'cancelled',
  'expired',
  'edited',
  'mail_resent',
  'checked_in',
  'check_in_undone',
  'walk_in',
  'anonymised',
]);

/** Puts an audit entry of a reservation into words; one that is not known here keeps its own name. */
export function historyWords({
  action,
  detail,
}: Pick<Admin['AuditEntry'], 'action' | 'detail'>): HistoryWords {
  const verb = action.replace(/^reservation\./, '');
  const told = asRecord(detail);
  const none = { fields: [] as readonly string[] };
  if (!KNOWN.has(verb)) {
    return { key: 'other', values: { action }, ...none };
  }
  switch (verb) {
    case 'edited': {
      const size = asRecord(told['party_size']);
      const fields = asTexts(told['changed']).filter((field) => field !== 'party_size');
      if (typeof size['from'] === 'number' && typeof size['to'] === 'number') {
        const key = fields.length > 0 ? 'party_and_more' : 'party_changed';
        return { key, values: { from: size['from'], to: size['to'] }, fields };
      }
      return { key: 'edited', values: {}, fields };
    }
    case 'mail_resent': {
      const kind = told['kind'] === 'ticket' ? 'ticket' : 'confirmation_request';
      return {
        key: `resent_${kind}${told['reset'] === true ? '_reset' : ''}`,
        values: {},
        ...none,
      };
    }
    case 'checked_in':
    case 'check_in_undone':
      return { key: verb, values: { count: Number(told['admitted'] ?? 0) }, ...none };
    default:
      return { key: verb, values: { count: Number(told['party_size'] ?? 0) }, ...none };
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function asTexts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((each): each is string => typeof each === 'string')
    : [];
}
