import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { EmptyStage } from './empty-stage';

/** An empty stage: what was looked for is not (or no longer) on this site. */
@Component({
  selector: 'az-missing',
  imports: [EmptyStage, RouterLink, TranslocoDirective],
  template: `
    <div *transloco="let t" class="page page-narrow" data-testid="not-found">
      <az-empty-stage />
      <h1>{{ t('notFound.heading') }}</h1>
      <p class="lead">{{ t('notFound.lead') }}</p>
      <div class="actions">
        <a class="az-button filled" routerLink="/">{{ t('notFound.home') }}</a>
      </div>
    </div>
  `,
  styles: `
    az-empty-stage {
      display: block;
      margin-block-end: 2rem;
    }
  `,
})
export class Missing {}
