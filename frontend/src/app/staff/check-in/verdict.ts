import { CheckInResult, Guest, PerformanceSummary } from '../../core/api/models';
import { Problem } from '../../core/api/problem';
import { PresentedCode } from './presented-code';

/** The server's outcomes, and those that only the door knows. */
export type VerdictOutcome =
  | CheckInResult['outcome']
  | 'undone'
  | 'nothing_to_undo'
  | 'token_unknown'
  | 'not_found'
  | 'offline'
  | 'failed';

export type CodeSource = 'qr_scan' | 'manual';

/** How a party made itself known; null where it was read as no code at all. */
export interface Presented {
  readonly code: PresentedCode | null;
  readonly source: CodeSource;
}

export interface Party {
  readonly reference: string;
  readonly name: string;
  readonly size: number;
  /** How many of them are in. */
  readonly admitted: number;
}

/** What the door says about whoever stands before it. */
export interface Verdict {
  readonly outcome: VerdictOutcome;
  readonly presented: Presented;
  readonly party: Party | null;
  /** The performance that was booked. */
  readonly performance: PerformanceSummary | null;
  /** When and by whom somebody of the party was last let in. */
  readonly admittedAt: string | null;
  readonly admittedBy: string | null;
}

export function verdictOfResult(result: CheckInResult, presented: Presented): Verdict {
  return {
    outcome: result.outcome,
    presented,
    party: {
      reference: result.reference,
      name: result.name,
      size: result.party_size,
      admitted: result.admitted,
    },
    performance: result.performance,
    admittedAt: result.checked_in_at ?? null,
    admittedBy: result.checked_in_by ?? null,
  };
}

/** What a call that failed comes down to. Whatever is not understood lets nobody in. */
export function verdictOfProblem(problem: Problem, presented: Presented): Verdict {
  const { outcome, reference, name, party_size, admitted } = problem.document;
  const { performance, checked_in_at, checked_in_by } = problem.document;
  return {
    outcome: outcome ?? outcomeOfRefusal(problem, presented.code),
    presented,
    party: reference
      ? { reference, name: name ?? '', size: party_size ?? 0, admitted: admitted ?? 0 }
      : null,
    performance: performance ?? null,
    admittedAt: checked_in_at ?? null,
    admittedBy: checked_in_by ?? null,
  };
}

/** A code that the phone itself recognises as none. */
export function verdictOfNobody(outcome: VerdictOutcome, presented: Presented): Verdict {
  return {
    outcome,
    presented,
    party: null,
    performance: null,
    admittedAt: null,
    admittedBy: null,
  };
}

/** People of the party who are still outside. */
export function remaining({ party }: Verdict): number {
  return party ? Math.max(0, party.size - party.admitted) : 0;
}

/** What a line of the guest list says already; the server has the last word. */
export function outcomeOfGuest(
  guest: Pick<Guest, 'status' | 'admitted' | 'party_size'>,
): VerdictOutcome {
  switch (guest.status) {
    case 'confirmed':
      return guest.admitted < guest.party_size ? 'ready' : 'already_checked_in';
    case 'cancelled':
      return 'cancelled';
    case 'pending':
    case 'expired':
      return 'not_confirmed';
  }
}

function outcomeOfRefusal(
  { code, status }: Problem,
  presented: PresentedCode | null,
): VerdictOutcome {
  if (code === 'offline') {
    return 'offline';
  }
  if (code === 'not_checked_in') {
    return 'nothing_to_undo';
  }
  // A text that the server refuses to read as a token or a reference is none.
  if (status === 404 || status === 422) {
    return presented?.kind === 'reference' ? 'not_found' : 'token_unknown';
  }
  return 'failed';
}
