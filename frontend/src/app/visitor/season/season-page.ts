import { Component, inject } from '@angular/core';
import { MatIconModule } from '@angular/material/icon';
import { TranslocoDirective } from '@jsverse/transloco';

import { VisitorApi } from '../../core/api/visitor-api';
import { LoadState } from '../../shared/load-state';
import { NextPerformances } from './next-performances';
import { ShowCard } from './show-card';

/** How many dates the front page names; a show's own page has them all. */
const DATES_SHOWN = 6;

/** What's on: the shows of the season with their posters, and the next dates. */
@Component({
  selector: 'az-season-page',
  imports: [LoadState, MatIconModule, NextPerformances, ShowCard, TranslocoDirective],
  templateUrl: './season-page.html',
  styleUrl: './season-page.scss',
})
export class SeasonPage {
  private readonly api = inject(VisitorApi);

  protected readonly shows = this.api.shows();
  protected readonly next = this.api.nextPerformances(DATES_SHOWN);
}
