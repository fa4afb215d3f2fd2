import { Component, computed, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { toProblem } from '../../../core/api/problem';
import { SiteTime } from '../../../core/time/site-time';
import { LoadState } from '../../../shared/load-state';
import { Admin } from '../../api/models';
import { ListQuery } from '../../parts/list-query';
import { PageHeading } from '../../parts/page-heading';
import { Pager } from '../../parts/pager';
import { SearchField } from '../../parts/search-field';
import { OperationsApi } from '../operations-api';

const LOOK: Readonly<Record<Admin['DeliveryStatus'], string>> = {
  queued: 'state waits',
  sent: 'state good',
  failed: 'state bad',
};

/** Every mail to a guest, and what became of it. */
@Component({
  selector: 'az-emails-page',
  imports: [
    LoadState,
    MatButtonModule,
    MatFormFieldModule,
    MatSelectModule,
    PageHeading,
    Pager,
    RouterLink,
    SearchField,
    TranslocoDirective,
  ],
  templateUrl: './emails-page.html',
  styleUrl: './emails-page.scss',
})
export class EmailsPage {
  protected readonly query = new ListQuery(['q', 'reservation', 'kind', 'status']);
  protected readonly emails = inject(OperationsApi).emails(this.query.params);
  protected readonly time = inject(SiteTime);
  protected readonly look = LOOK;
  protected readonly kinds: readonly Admin['DeliveryKind'][] = [
    'confirmation_request',
    'ticket',
    'cancellation',
    'performance_changed',
    'performance_cancelled',
    'reminder',
  ];
  protected readonly states: readonly Admin['DeliveryStatus'][] = ['queued', 'sent', 'failed'];
  /** What is typed is no reference (yet): nothing is found, and nothing is broken. */
  protected readonly isUnfinished = computed(() => toProblem(this.emails.error()).status === 422);
}
