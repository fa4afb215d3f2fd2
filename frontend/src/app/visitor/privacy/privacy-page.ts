import { Component, computed, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

import { Company } from '../../core/company';
import { LoadState } from '../../shared/load-state';
import { paragraphs } from '../../shared/paragraphs';

/** What is kept of a visitor, why, and for how long: in the company's own words where it has some. */
@Component({
  selector: 'az-privacy-page',
  imports: [LoadState, TranslocoDirective],
  template: `
    <article *transloco="let t" class="page page-narrow">
      <h1>{{ t('privacy.title') }}</h1>
      @if (notice().length > 0) {
        <div data-testid="company-privacy">
          @for (paragraph of notice(); track $index) {
            <p class="notice">{{ paragraph }}</p>
          }
        </div>
      } @else if (company.answered()) {
        <p class="lead">{{ t('privacy.lead') }}</p>
        @for (section of sections; track section) {
          <section>
            <h2>{{ t('privacy.' + section + '.heading') }}</h2>
            <p>{{ t('privacy.' + section + '.text') }}</p>
          </section>
        }
      } @else {
        <az-load-state loading [lines]="6" />
      }
    </article>
  `,
  styles: `
    section {
      margin-block-start: 2.25rem;
    }

    h2 {
      font-size: 1.5rem;
    }

    section p,
    .notice {
      margin-block: 0.5rem 0;
      line-height: 1.65;
    }

    .notice {
      margin-block-start: 1.25rem;
      white-space: pre-line;
      overflow-wrap: anywhere;
    }
  `,
})
export class PrivacyPage {
  protected readonly company = inject(Company);
  protected readonly notice = computed(() => paragraphs(this.company.privacy()));
  protected readonly sections = ['what', 'why', 'howLong', 'mails', 'device', 'rights'] as const;
}
