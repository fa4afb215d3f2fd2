import { PerformanceSummary } from '../../core/api/models';
import { Verdict, VerdictOutcome } from './verdict';
import { Clock, appearanceOf } from './verdict-appearance';

const clock: Clock = {
  time: (instant) => `time of ${instant.slice(11, 16)}`,
  dateTime: (instant) => `date of ${instant.slice(0, 10)}`,
};

const performance: PerformanceSummary = {
  id: 3,
  show: { title: 'La tempesta', slug: 'la-tempesta' },
  venue: { name: 'Sala Uno', slug: 'sala-uno', city: 'Bologna' },
  starts_at: '2027-05-15T20:30:00+02:00',
  booking_enabled: true,
  available_seats: 10,
  status: 'open',
};

function verdict(outcome: VerdictOutcome, rest: Partial<Verdict> = {}): Verdict {
  return {
    outcome,
    presented: { code: { kind: 'token', token: 'x'.repeat(43) }, source: 'qr_scan' },
    party: { reference: '7KQ2M1X', name: 'Anna Bianchi', size: 3, admitted: 0 },
    performance,
    admittedAt: null,
    admittedBy: null,
    ...rest,
  };
}

function party(admitted: number, size = 3): Verdict['party'] {
  return { reference: '7KQ2M1X', name: 'Anna Bianchi', size, admitted };
}

describe('the appearance of a verdict', () => {
  it('is a yes for those who may come in and for those who have', () => {
    expect(appearanceOf(verdict('ready'), clock).tone).toBe('yes');
    expect(appearanceOf(verdict('checked_in', { party: party(3) }), clock).tone).toBe('yes');
  });

  it('tells a party that is in by parts from one that is complete', () => {
    const appearance = appearanceOf(verdict('checked_in', { party: party(2) }), clock);
    expect(appearance.tone).toBe('partly');
    expect(appearance.word).toBe('staff.verdict.word.checked_in_part');
    expect(appearance.detail).toEqual({
      key: 'staff.verdict.detail.one_outside',
      values: { count: 1 },
    });
  });

  it.each([
    'already_checked_in',
    'wrong_performance',
    'not_confirmed',
    'cancelled',
    'token_unknown',
    'not_found',
    'offline',
    'failed',
  ] as const)('offers nobody to be let in where it is %s', (outcome) => {
    const appearance = appearanceOf(verdict(outcome), clock);
    expect(appearance.canAdmit).toBe(false);
    expect(['no', 'unknown']).toContain(appearance.tone);
  });

  it('gives each tone a word and an icon, so that colour is never all', () => {
    const shown = (['ready', 'cancelled', 'offline', 'undone'] as const).map((outcome) =>
      appearanceOf(verdict(outcome), clock),
    );
    expect(new Set(shown.map(({ icon }) => icon)).size).toBe(4);
    expect(new Set(shown.map(({ word }) => word)).size).toBe(4);
  });

  it('says when and by whom a ticket was used, and the day if it was another', () => {
    const admittedBy = 'Marta';
    const tonight = verdict('already_checked_in', {
      admittedAt: '2027-05-15T20:12:00+02:00',
      admittedBy,
    });
    expect(appearanceOf(tonight, clock).detail?.values).toEqual({
      at: 'time of 20:12',
      by: 'Marta',
    });
    const lastWeek = { ...tonight, admittedAt: '2027-05-08T20:12:00+02:00' };
    expect(appearanceOf(lastWeek, clock).detail?.values['at']).toBe('date of 2027-05-08');
  });

  it('says for what a ticket for something else is', () => {
    expect(appearanceOf(verdict('wrong_performance'), clock).detail).toEqual({
      key: 'staff.verdict.detail.wrong_performance',
      values: { show: 'La tempesta', when: 'date of 2027-05-15', venue: 'Sala Uno' },
    });
  });

  it('lets an admission be taken back at once, and later only by looking it up', () => {
    const admitted = { party: party(3) };
    expect(appearanceOf(verdict('checked_in', admitted), clock).canUndo).toBe(true);
    const again = verdict('already_checked_in', admitted);
    expect(appearanceOf(again, clock).canUndo).toBe(false);
    const lookedUp = { ...again, presented: { ...again.presented, source: 'manual' as const } };
    expect(appearanceOf(lookedUp, clock).canUndo).toBe(true);
    expect(appearanceOf({ ...lookedUp, party: party(0) }, clock).canUndo).toBe(false);
  });

  it('asks for the code where the code was the trouble', () => {
    expect(appearanceOf(verdict('not_found'), clock).asksForCode).toBe(true);
    expect(appearanceOf(verdict('cancelled'), clock).asksForCode).toBe(false);
  });

  it('offers to ask again only where there is something to ask', () => {
    expect(appearanceOf(verdict('offline'), clock).canRetry).toBe(true);
    const nothing = verdict('failed', { presented: { code: null, source: 'manual' } });
    expect(appearanceOf(nothing, clock).canRetry).toBe(false);
  });
});
