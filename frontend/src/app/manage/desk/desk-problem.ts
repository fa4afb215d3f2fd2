import { Problem } from '../../core/api/problem';

/** Refusals that the desk tells in words of its own. */
const SENTENCES = new Set([
  'already_checked_in',
  'anonymised',
  'cancelled',
  'expired',
  'no_address',
  'not_confirmed',
  'nothing_to_send',
  'reservation_cancelled',
]);

/** The translation key of the sentence for a refusal; undefined where the usual one will do. */
export function deskSentence(problem: Problem | null): string | undefined {
  return problem && SENTENCES.has(problem.code) ? `manageDesk.problem.${problem.code}` : undefined;
}
