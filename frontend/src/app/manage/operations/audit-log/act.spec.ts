import { Admin } from '../../api/models';
import { dayAfter, lines, pageOf } from './act';

function entry(differs: Partial<Admin['AuditEntry']>): Admin['AuditEntry'] {
  return {
    id: 1,
    occurred_at: '2027-05-15T19:55:00+02:00',
    actor: 'staff',
    action: 'show.updated',
    subject: 'show',
    subject_id: 7,
    detail: {},
    ...differs,
  };
}

describe('lines', () => {
  it('tell what a field was before and is now', () => {
    expect(
      lines({ changed: { title: { from: '', to: 'Il gabbiano' }, poster: { from: null, to: 3 } } }),
    ).toEqual([
      { field: 'title', from: '–', to: 'Il gabbiano' },
      { field: 'poster', from: '–', to: '3' },
    ]);
  });

  it('tell plain figures, lists and changes beside each other', () => {
    expect(
      lines({ changed: ['name', 'email'], party_size: { from: 2, to: 4 }, sent: true }),
    ).toEqual([
      { field: 'changed', value: 'name, email' },
      { field: 'party_size', from: '2', to: '4' },
      { field: 'sent', value: 'true' },
    ]);
  });

  it('leave nothing out, whatever it is', () => {
    expect(lines({ payload: { v: 1, delivery_id: 12 }, kept: [] })).toEqual([
      { field: 'payload.v', value: '1' },
      { field: 'payload.delivery_id', value: '12' },
      { field: 'kept', value: '–' },
    ]);
    expect(lines('words')).toEqual([{ field: '', value: 'words' }]);
    expect(lines(null)).toEqual([]);
    expect(lines([{ a: 1 }])).toEqual([{ field: '', value: '{"a":1}' }]);
  });
});

describe('pageOf', () => {
  it('leads to records that have a page and are there', () => {
    expect(pageOf(entry({}))).toBe('/manage/shows/7');
    expect(pageOf(entry({ action: 'show.deleted' }))).toBeNull();
    expect(pageOf(entry({ subject: 'company', subject_id: 1 }))).toBe('/manage/company');
    expect(pageOf(entry({ subject: 'person', subject_id: 0 }))).toBeNull();
    expect(pageOf(entry({ subject: 'jobs', action: 'queue.paused' }))).toBe('/manage/queue');
    const retried = entry({ subject: 'jobs', action: 'job.retried', detail: { job_id: '01J' } });
    expect(pageOf(retried)).toBe('/manage/queue/jobs/01J');
  });
});

it('the day after the last of a month is the first of the next', () => {
  expect(dayAfter('2028-02-29')).toBe('2028-03-01');
  expect(dayAfter('2027-12-31')).toBe('2028-01-01');
});
