import { Component, inject, linkedSignal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { SiteTime } from '../../../core/time/site-time';
import { LoadState } from '../../../shared/load-state';
import { Admin } from '../../api/models';
import { ListQuery } from '../../parts/list-query';
import { PageHeading } from '../../parts/page-heading';
import { Pager } from '../../parts/pager';
import { SearchField } from '../../parts/search-field';
import { PeopleApi } from '../people-api';

/** Who may enter, at the door and in the office. */
@Component({
  selector: 'az-users-page',
  imports: [
    LoadState,
    MatButtonModule,
    MatIconModule,
    PageHeading,
    Pager,
    RouterLink,
    SearchField,
    TranslocoDirective,
  ],
  templateUrl: './users-page.html',
})
export class UsersPage {
  protected readonly time = inject(SiteTime);
  protected readonly query = new ListQuery(['q']);
  protected readonly users = inject(PeopleApi).users(this.query.params);
  /** The rows stay while the next ones are on their way. */
  protected readonly list = linkedSignal<
    Admin['ManagedUserList'] | undefined,
    Admin['ManagedUserList'] | undefined
  >({
    source: () => (this.users.hasValue() ? this.users.value() : undefined),
    computation: (now, before) => now ?? before?.value,
  });
}
