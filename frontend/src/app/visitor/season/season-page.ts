import { Component, afterNextRender, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { Icon } from '../../core/icons/icon';
import { VisitorApi } from '../../core/api/visitor-api';
import { nextTurn } from '../../core/next-turn';
import { LoadState } from '../../shared/load-state';
import { Poster } from '../../shared/poster';
import { POSTER_WIDTHS, posterChoice } from '../../shared/poster-picture';
import { DATES_SHOWN } from './dates-shown';
import { NextPerformances } from './next-performances';
import { ShowCard } from './show-card';

/** What's on: the shows of the season with their posters, and the next dates. */
@Component({
  selector: 'az-season-page',
  imports: [LoadState, Icon, NextPerformances, Poster, RouterLink, ShowCard, TranslocoDirective],
  templateUrl: './season-page.html',
  styleUrl: './season-page.scss',
})
export class SeasonPage {
  private readonly api = inject(VisitorApi);

  protected readonly posterChoice = posterChoice;
  protected readonly posterWidth = POSTER_WIDTHS.front;
  protected readonly shows = this.api.shows();
  protected readonly next = this.api.nextPerformances(DATES_SHOWN);

  /** What is below the first screenful is drawn after it: a phone shows the dates sooner, and answers in between. */
  protected readonly belowIsDrawn = signal(false);

  /** The show that can be booked soonest, if it has a poster: it opens the page. */
  protected readonly featured = computed(() => {
    if (!this.shows.hasValue() || !this.next.hasValue()) {
      return undefined;
    }
    const slug = this.next.value().results.find(({ status }) => status === 'open')?.show.slug;
    return this.shows.value().results.find((show) => show.slug === slug && show.poster_image);
  });

  constructor() {
    afterNextRender(() => {
      void nextTurn().then(() => {
        this.belowIsDrawn.set(true);
      });
    });
  }
}
