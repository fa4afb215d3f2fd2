import { Component, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { SiteTime } from '../../../core/time/site-time';
import { LoadState } from '../../../shared/load-state';
import { ListQuery } from '../../parts/list-query';
import { PageHeading } from '../../parts/page-heading';
import { Pager } from '../../parts/pager';
import { injectNames } from '../names';
import { OperationsApi } from '../operations-api';
import { JOB_STATE_LOOK } from './job-state';

/** Jobs one by one, of a queue, in a state, about a reservation. */
@Component({
  selector: 'az-jobs-page',
  imports: [
    LoadState,
    MatButtonModule,
    MatFormFieldModule,
    MatSelectModule,
    PageHeading,
    Pager,
    RouterLink,
    TranslocoDirective,
  ],
  templateUrl: './jobs-page.html',
})
export class JobsPage {
  protected readonly query = new ListQuery(['status', 'queue', 'reservation', 'cause']);
  protected readonly jobs = inject(OperationsApi).jobs(this.query.params);
  protected readonly time = inject(SiteTime);
  protected readonly named = injectNames();
  protected readonly look = JOB_STATE_LOOK;
  protected readonly states = ['pending', 'running', 'failed', 'done'] as const;
  protected readonly queues = ['emails', 'tickets', 'staff_emails', 'posters', 'maintenance'];
}
