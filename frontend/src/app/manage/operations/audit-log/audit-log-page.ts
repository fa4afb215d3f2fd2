import { Component, computed, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { SiteTime } from '../../../core/time/site-time';
import { LoadState } from '../../../shared/load-state';
import { Admin } from '../../api/models';
import { ListQuery } from '../../parts/list-query';
import { PageHeading } from '../../parts/page-heading';
import { Pager } from '../../parts/pager';
import { OperationsApi } from '../operations-api';
import { ACTS, dayAfter, lines, pageOf } from './act';

/** Kinds of records with words of their own. */
const SUBJECTS: readonly string[] = [
  'reservation',
  'performance',
  'show',
  'venue',
  'staff_user',
  'company',
  'jobs',
  'person',
];

/** Fields of changes with words of their own; others show by the name they have. */
const FIELDS: readonly string[] = [
  'changed',
  'queue',
  'reason',
  'cause',
  'jobs',
  'job_id',
  'attempts',
  'admitted',
  'party_size',
  'source',
  'role',
  'was',
  'name',
  'title',
  'slug',
  'summary',
  'description',
  'is_published',
  'starts_at',
  'room_capacity',
  'additional_seats',
  'manually_occupied_seats',
  'contact_email',
  'contact_phone',
  'contact_address',
  'accent_light',
  'accent_dark',
  'footer_it',
  'footer_en',
  'privacy_it',
  'privacy_en',
  'logo_path',
  'anonymised',
  'cancelled',
  'kept',
  'reservations',
];

/** Who did what to which record, when, and from where. */
@Component({
  selector: 'az-audit-log-page',
  imports: [
    LoadState,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    MatSelectModule,
    PageHeading,
    Pager,
    RouterLink,
    TranslocoDirective,
  ],
  templateUrl: './audit-log-page.html',
  styleUrl: './audit-log-page.scss',
})
export class AuditLogPage {
  private readonly api = inject(OperationsApi);

  protected readonly query = new ListQuery([
    'actor',
    'user_id',
    'action',
    'subject',
    'subject_id',
    'from',
    'to',
  ]);
  protected readonly entries = this.api.auditLog(() => {
    const { to, ...params } = this.query.params();
    return to === undefined ? params : { ...params, to: dayAfter(to) };
  });
  private readonly found = this.api.users();
  /** To choose from; without them the other filters still work. */
  protected readonly users = computed(() =>
    this.found.hasValue() ? this.found.value().results : [],
  );
  protected readonly time = inject(SiteTime);
  protected readonly actors: readonly Admin['AuditActor'][] = ['staff', 'visitor', 'system'];
  protected readonly acts = ACTS;
  protected readonly subjects = SUBJECTS;
  protected readonly lines = lines;
  protected readonly pageOf = pageOf;

  protected hasWords(field: string): boolean {
    return FIELDS.includes(field);
  }

  protected plain(name: string): string {
    return name.replaceAll(/[._]/g, ' ');
  }
}
