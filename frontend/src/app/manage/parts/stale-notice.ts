import { Component, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';

import { Notice } from '../../shared/notice';

/** Two people edited the same: nothing is lost, and the person decides whose words stay. */
@Component({
  selector: 'az-stale-notice',
  imports: [MatButtonModule, Notice, TranslocoDirective],
  template: `
    <az-notice *transloco="let t" tone="problem" role="alert" data-testid="stale">
      <p>{{ t('manage.stale.text') }}</p>
      <button matButton type="button" data-testid="stale-theirs" (click)="theirs.emit()">
        {{ t('manage.stale.theirs') }}
      </button>
      <button matButton type="button" data-testid="stale-mine" (click)="mine.emit()">
        {{ t('manage.stale.mine') }}
      </button>
    </az-notice>
  `,
  styles: `
    button {
      color: inherit;
    }
  `,
})
export class StaleNotice {
  /** Read what is saved again; the form shows that. */
  readonly theirs = output();
  /** Save the form over it: read the version only, then send again. */
  readonly mine = output();
}
