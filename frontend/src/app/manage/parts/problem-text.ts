import { Problem } from '../../core/api/problem';

/** Codes of the contract with a sentence of their own under `manage.problem`. */
const SENTENCES = new Set([
  'capacity_below_confirmed',
  'conflict',
  'csrf',
  'forbidden',
  'in_use',
  'last_admin',
  'not_enough_seats',
  'not_found',
  'offline',
  'party_too_large',
  'payload_too_large',
  'performance_past',
  'rate_limited',
  'stale',
  'unavailable',
  'validation',
]);

/** The translation key of the sentence that tells `problem`; the document's members are its values. */
export function problemKey({ code }: Pick<Problem, 'code'>): string {
  return `manage.problem.${SENTENCES.has(code) ? code : 'failed'}`;
}
