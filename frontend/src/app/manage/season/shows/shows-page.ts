import { Component, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { LoadState } from '../../../shared/load-state';
import { Poster } from '../../../shared/poster';
import { lastKnown } from '../../parts/last-known';
import { ListQuery } from '../../parts/list-query';
import { PageHeading } from '../../parts/page-heading';
import { Pager } from '../../parts/pager';
import { SearchField } from '../../parts/search-field';
import { SeasonApi } from '../season-api';

/** All productions of the company, published or not. */
@Component({
  selector: 'az-shows-page',
  imports: [
    LoadState,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    PageHeading,
    Pager,
    Poster,
    RouterLink,
    SearchField,
    TranslocoDirective,
  ],
  templateUrl: './shows-page.html',
  styles: `
    .show {
      display: flex;
      align-items: center;
      gap: 1rem;
      text-align: start;
    }

    az-poster {
      flex: none;
      inline-size: 3rem;
      font-size: 1.5rem;
    }
  `,
})
export class ShowsPage {
  protected readonly query = new ListQuery(['q', 'published', 'sort']);
  protected readonly shows = inject(SeasonApi).shows(this.query.params);
  protected readonly list = lastKnown(this.shows);
  protected readonly orders = ['title', '-created_at', '-updated_at'];
}
