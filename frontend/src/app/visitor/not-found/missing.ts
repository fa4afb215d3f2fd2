import { Component } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

/** An empty stage: what was looked for is not (or no longer) on this site. */
@Component({
  selector: 'az-missing',
  imports: [MatButtonModule, RouterLink, TranslocoDirective],
  template: `
    <div *transloco="let t" class="page page-narrow" data-testid="not-found">
      <h1>{{ t('notFound.heading') }}</h1>
      <p class="lead">{{ t('notFound.lead') }}</p>
      <div class="actions">
        <a matButton="filled" routerLink="/">{{ t('notFound.home') }}</a>
      </div>
    </div>
  `,
})
export class Missing {}
