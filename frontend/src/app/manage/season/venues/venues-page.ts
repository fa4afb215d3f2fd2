import { Component, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { LoadState } from '../../../shared/load-state';
import { lastKnown } from '../../parts/last-known';
import { ListQuery } from '../../parts/list-query';
import { PageHeading } from '../../parts/page-heading';
import { Pager } from '../../parts/pager';
import { SearchField } from '../../parts/search-field';
import { SeasonApi } from '../season-api';

/** The places where the company plays. */
@Component({
  selector: 'az-venues-page',
  imports: [
    LoadState,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    PageHeading,
    Pager,
    RouterLink,
    SearchField,
    TranslocoDirective,
  ],
  templateUrl: './venues-page.html',
})
export class VenuesPage {
  protected readonly query = new ListQuery(['q', 'sort']);
  protected readonly venues = inject(SeasonApi).venues(this.query.params);
  protected readonly list = lastKnown(this.venues);
  protected readonly orders = ['name', 'city', '-updated_at'];
}
