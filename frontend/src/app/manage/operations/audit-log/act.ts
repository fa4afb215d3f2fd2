import { Admin } from '../../api/models';

/** Acts that have words of their own (`manageOperations.act.…`); others show by the name they have. */
export const ACTS: readonly string[] = [
  'reservation.requested',
  'reservation.booked',
  'reservation.confirmed',
  'reservation.edited',
  'reservation.cancelled',
  'reservation.expired',
  'reservation.mail_resent',
  'reservation.checked_in',
  'reservation.check_in_undone',
  'reservation.walk_in',
  'reservation.anonymised',
  'performance.created',
  'performance.updated',
  'performance.cancelled',
  'performance.reinstated',
  'performance.deleted',
  'show.created',
  'show.updated',
  'show.deleted',
  'show.poster_uploaded',
  'show.poster_shown',
  'show.poster_removed',
  'venue.created',
  'venue.updated',
  'venue.deleted',
  'company.updated',
  'queue.paused',
  'queue.resumed',
  'job.retried',
  'job.failed_retried',
  'job.discarded',
  'person.exported',
  'person.erased',
  'staff_user.created',
  'staff_user.renamed',
  'staff_user.email_changed',
  'staff_user.role_changed',
  'staff_user.disabled',
  'staff_user.enabled',
  'staff_user.logged_in',
  'staff_user.password_changed',
  'staff_user.password_reset_requested',
  'staff_user.session_ended',
  'staff_user.sessions_ended',
  'staff_user.api_token_issued',
  'staff_user.api_token_revoked',
  'staff_user.recovery_code_used',
  'second_factor.begun',
  'second_factor.confirmed',
  'second_factor.recovery_codes_renewed',
  'second_factor.removed',
];

const PAGES: Readonly<Partial<Record<string, string>>> = {
  reservation: '/manage/reservations',
  performance: '/manage/performances',
  show: '/manage/shows',
  venue: '/manage/venues',
  staff_user: '/manage/users',
};

/** Where the record of an act is looked at; null where it has no page, or no longer. */
export function pageOf({
  action,
  subject,
  subject_id,
  detail,
}: Admin['AuditEntry']): string | null {
  if (action.endsWith('.deleted')) {
    return null;
  }
  if (subject === 'company') {
    return '/manage/company';
  }
  if (action === 'job.retried') {
    const { job_id: job } = Object(detail) as { job_id?: unknown };
    return typeof job === 'string' ? `/manage/queue/jobs/${job}` : null;
  }
  if (subject === 'jobs') {
    return '/manage/queue';
  }
  const page = PAGES[subject];
  return page === undefined ? null : `${page}/${subject_id}`;
}

/** A line of what an act changed: a field with its value, or with the one before and the one after. */
export type Line =
  | { readonly field: string; readonly value: string }
  | { readonly field: string; readonly from: string; readonly to: string };

/** The figures of an act, a line each; whatever they are, nothing of them is left out. */
export function lines(detail: unknown): Line[] {
  if (!isRecord(detail)) {
    return detail === null || detail === undefined ? [] : [{ field: '', value: told(detail) }];
  }
  return Object.entries(detail).flatMap(([field, value]): Line[] => {
    if (isRecord(value)) {
      if (isChange(value)) {
        return [{ field, from: told(value['from']), to: told(value['to']) }];
      }
      const inner = lines(value);
      return field === 'changed'
        ? inner
        : inner.map((line) => ({ ...line, field: `${field}.${line.field}` }));
    }
    return [{ field, value: told(value) }];
  });
}

/** The day after, since the log is asked for what was before a day. `YYYY-MM-DD`. */
export function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isChange(value: Record<string, unknown>): boolean {
  const names = Object.keys(value);
  return names.length === 2 && 'from' in value && 'to' in value;
}

/** A single value; an empty text and none at all look the same, since the fields of forms do. */
function told(value: unknown): string {
  if (value === null || value === undefined || value === '') {
    return '–';
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? '–' : value.map(told).join(', ');
  }
  return typeof value === 'object' ? JSON.stringify(value) : `${value as string | number}`;
}
