import { Component, effect, inject, input } from '@angular/core';
import { MatIconModule } from '@angular/material/icon';
import { RouterLink } from '@angular/router';

import { PageTitles } from '../../core/navigation/page-titles';

/** The head of a page of the office: the way up, the heading (also the window's title), and what can be done. */
@Component({
  selector: 'az-page-heading',
  imports: [MatIconModule, RouterLink],
  template: `
    @if (upTo(); as up) {
      <a class="up" data-testid="page-up" [routerLink]="up">
        <mat-icon svgIcon="back" />{{ upText() }}
      </a>
    }
    <div class="line">
      <h1 data-testid="page-heading">{{ heading() }}</h1>
      <div class="doings"><ng-content /></div>
    </div>
    @if (lead()) {
      <p class="lead">{{ lead() }}</p>
    }
  `,
  styleUrl: './page-heading.scss',
})
export class PageHeading {
  /** In the language of the page. */
  readonly heading = input.required<string>();
  /** A sentence under it, where the heading alone leaves a question. */
  readonly lead = input('');
  /** Router address of the page above this one. */
  readonly upTo = input<string>();
  /** What that page is called. */
  readonly upText = input('');

  private readonly titles = inject(PageTitles);

  constructor() {
    effect(() => {
      this.titles.name(this.heading());
    });
  }
}
