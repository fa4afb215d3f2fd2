const SENTENCES = new Set([
  'token_unknown',
  'token_expired',
  'not_enough_seats',
  'reservation_cancelled',
  'rate_limited',
  'offline',
]);

/** Translation key for a refused confirmation; codes without words of their own are our fault. */
export function confirmProblemKey(code: string): string {
  return `confirm.problem.${SENTENCES.has(code) ? code : 'failed'}`;
}
