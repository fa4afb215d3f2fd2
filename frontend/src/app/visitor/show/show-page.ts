import { Component, effect, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

import { toProblem } from '../../core/api/problem';
import { VisitorApi } from '../../core/api/visitor-api';
import { PageTitles } from '../../core/navigation/page-titles';
import { LoadState } from '../../shared/load-state';
import { Poster } from '../../shared/poster';
import { POSTER_WIDTHS, posterChoice } from '../../shared/poster-picture';
import { Missing } from '../not-found/missing';
import { PerformanceRow } from './performance-row';

/** One show: its poster, what it is about, and every date to come. */
@Component({
  selector: 'az-show-page',
  imports: [LoadState, Missing, PerformanceRow, Poster, TranslocoDirective],
  templateUrl: './show-page.html',
  styleUrl: './show-page.scss',
})
export class ShowPage {
  /** From the route. */
  readonly slug = input.required<string>();

  private readonly titles = inject(PageTitles);

  protected readonly posterChoice = posterChoice;
  protected readonly posterWidth = POSTER_WIDTHS.show;
  protected readonly show = inject(VisitorApi).show(this.slug);

  constructor() {
    effect(() => {
      if (this.show.hasValue()) {
        this.titles.name(this.show.value().title);
      }
    });
  }

  protected isMissing(error: unknown): boolean {
    return toProblem(error).status === 404;
  }

  /** The description's paragraphs: the office separates them by blank lines. */
  protected paragraphs(description: string): string[] {
    return description.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '');
  }
}
