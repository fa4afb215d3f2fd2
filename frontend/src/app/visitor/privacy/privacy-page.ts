import { Component } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

/** What is kept of a visitor, why, and for how long. */
@Component({
  selector: 'az-privacy-page',
  imports: [TranslocoDirective],
  template: `
    <article *transloco="let t" class="page page-narrow">
      <h1>{{ t('privacy.title') }}</h1>
      <p class="lead">{{ t('privacy.lead') }}</p>
      @for (section of sections; track section) {
        <section>
          <h2>{{ t('privacy.' + section + '.heading') }}</h2>
          <p>{{ t('privacy.' + section + '.text') }}</p>
        </section>
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

    section p {
      margin-block: 0.5rem 0;
      line-height: 1.65;
    }
  `,
})
export class PrivacyPage {
  protected readonly sections = ['what', 'why', 'howLong', 'mails', 'device', 'rights'] as const;
}
