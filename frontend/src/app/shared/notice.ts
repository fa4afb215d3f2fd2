import { Component, input } from '@angular/core';

import { Icon } from '../core/icons/icon';
import { IconName } from '../core/icons/icons';

export type NoticeTone = 'problem' | 'success' | 'information';

const ICON_OF: Record<NoticeTone, IconName> = {
  problem: 'alert',
  success: 'check',
  information: 'ticket',
};

/** A framed message: what happened, in one look, and what to do next (the content). */
@Component({
  selector: 'az-notice',
  imports: [Icon],
  template: `
    <az-icon [name]="icons[tone()]" />
    <div class="words"><ng-content /></div>
  `,
  styleUrl: './notice.scss',
  host: { '[class]': 'tone()' },
})
export class Notice {
  readonly tone = input<NoticeTone>('information');

  protected readonly icons = ICON_OF;
}
