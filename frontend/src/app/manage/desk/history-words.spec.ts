import { historyWords } from './history-words';

describe('the history in words', () => {
  it('says how many people a booking is for', () => {
    expect(historyWords({ action: 'reservation.requested', detail: { party_size: 3 } })).toEqual({
      key: 'requested',
      values: { count: 3 },
      fields: [],
    });
  });

  it('says from how many to how many a party went', () => {
    const detail = { changed: ['party_size', 'email'], party_size: { from: 2, to: 5 } };
    expect(historyWords({ action: 'reservation.edited', detail })).toEqual({
      key: 'party_and_more',
      values: { from: 2, to: 5 },
      fields: ['email'],
    });
  });

  it('names what was corrected where no figures are kept', () => {
    expect(
      historyWords({ action: 'reservation.edited', detail: { changed: ['name', 'notes'] } }),
    ).toEqual({ key: 'edited', values: {}, fields: ['name', 'notes'] });
  });

  it('tells a ticket made anew from the same once more', () => {
    const action = 'reservation.mail_resent';
    expect(historyWords({ action, detail: { kind: 'ticket', reset: true } }).key).toBe(
      'resent_ticket_reset',
    );
    expect(historyWords({ action, detail: { kind: 'confirmation_request' } }).key).toBe(
      'resent_confirmation_request',
    );
  });

  it('keeps the name of what it does not know', () => {
    expect(historyWords({ action: 'reservation.danced', detail: null })).toEqual({
      key: 'other',
      values: { action: 'reservation.danced' },
      fields: [],
    });
  });
});
