import { Component, booleanAttribute, computed, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { ShowSummary } from '../../core/api/models';
import { SiteTime } from '../../core/time/site-time';
import { Poster } from '../../shared/poster';
import { POSTER_WIDTHS, posterChoice } from '../../shared/poster-picture';

/** A show as on the wall of the foyer: poster, title, when next. */
@Component({
  selector: 'az-show-card',
  imports: [Poster, RouterLink, TranslocoDirective],
  template: `
    <article *transloco="let t" data-testid="show-card" [attr.data-slug]="show().slug">
      <az-poster
        [source]="show().poster_image"
        [choice]="choice()"
        [width]="posterWidth"
        [title]="show().title"
        [eager]="eager()"
      />
      <h3>
        <a [routerLink]="['/shows', show().slug]">{{ show().title }}</a>
      </h3>
      <p class="summary">{{ show().summary }}</p>
      <p class="when">
        @if (show().next_performance_at; as next) {
          {{ t('season.nextOn', { date: time.dateTime(next) }) }}
        } @else {
          {{ t('season.noDateYet') }}
        }
      </p>
    </article>
  `,
  styleUrl: './show-card.scss',
})
export class ShowCard {
  readonly show = input.required<ShowSummary>();
  readonly eager = input(false, { transform: booleanAttribute });

  protected readonly time = inject(SiteTime);
  protected readonly posterWidth = POSTER_WIDTHS.card;
  protected readonly choice = computed(() => posterChoice(this.show()));
}
