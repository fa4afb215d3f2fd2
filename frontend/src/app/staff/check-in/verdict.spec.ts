import { CheckInResult, Guest } from '../../core/api/models';
import { Presented, outcomeOfGuest, remaining, verdictOfProblem, verdictOfResult } from './verdict';

const scanned: Presented = {
  code: { kind: 'token', token: 'kD3v_9Lq-0sT7uWxYzAbC' },
  source: 'qr_scan',
};
const typed: Presented = { code: { kind: 'reference', reference: '7KQ2M1X' }, source: 'manual' };

const result: CheckInResult = {
  outcome: 'ready',
  reference: '7KQ2M1X',
  name: 'Anna Bianchi',
  party_size: 4,
  admitted: 1,
  performance: {
    id: 3,
    show: { title: 'La tempesta', slug: 'la-tempesta' },
    venue: { name: 'Sala Uno', slug: 'sala-uno', city: 'Bologna' },
    starts_at: '2027-05-15T20:30:00+02:00',
    booking_enabled: true,
    available_seats: 10,
    status: 'open',
  },
};

const guest: Guest = {
  reference: '7KQ2M1X',
  name: 'Anna Bianchi',
  party_size: 2,
  admitted: 0,
  status: 'confirmed',
};

describe('verdict', () => {
  it('counts those who are still outside', () => {
    expect(remaining(verdictOfResult(result, scanned))).toBe(3);
    expect(remaining(verdictOfResult({ ...result, admitted: 4 }, typed))).toBe(0);
  });

  it.each([
    ['confirmed', 0, 'ready'],
    ['confirmed', 1, 'ready'],
    ['confirmed', 2, 'already_checked_in'],
    ['cancelled', 0, 'cancelled'],
    ['pending', 0, 'not_confirmed'],
    ['expired', 0, 'not_confirmed'],
  ] as const)('reads the guest list: %s with %i of 2 in is %s', (status, admitted, outcome) => {
    expect(outcomeOfGuest({ ...guest, status, admitted })).toBe(outcome);
  });

  it('keeps from a refusal whose ticket it is, when it was used and by whom', () => {
    const verdict = verdictOfProblem(
      {
        code: 'already_checked_in',
        status: 409,
        document: {
          ...result,
          outcome: 'already_checked_in',
          admitted: 4,
          checked_in_at: '2027-05-15T20:12:00+02:00',
          checked_in_by: 'Marta',
        },
      },
      scanned,
    );
    expect(verdict).toMatchObject({
      outcome: 'already_checked_in',
      party: { name: 'Anna Bianchi', size: 4, admitted: 4 },
      admittedAt: '2027-05-15T20:12:00+02:00',
      admittedBy: 'Marta',
    });
  });

  it.each([
    [404, 'token_unknown', scanned, 'token_unknown'],
    [422, 'validation', scanned, 'token_unknown'],
    [404, 'not_found', typed, 'not_found'],
    [422, 'validation', typed, 'not_found'],
    [409, 'not_checked_in', typed, 'nothing_to_undo'],
    [0, 'offline', scanned, 'offline'],
    [0, 'unreadable', scanned, 'failed'],
    [503, 'unavailable', scanned, 'failed'],
    [200, 'surprise', scanned, 'failed'],
  ] as const)('takes an answer %i %s for a no', (status, code, presented, outcome) => {
    const verdict = verdictOfProblem({ code, status, document: {} }, presented);
    expect(verdict.outcome).toBe(outcome);
    expect(verdict.party).toBeNull();
  });
});
