import { Component, input } from '@angular/core';
import { MatIconModule } from '@angular/material/icon';

export type NoticeTone = 'problem' | 'success' | 'information';

const ICON_OF: Record<NoticeTone, string> = {
  problem: 'alert',
  success: 'check',
  information: 'ticket',
};

/** A framed message: what happened, in one look, and what to do next (the content). */
@Component({
  selector: 'az-notice',
  imports: [MatIconModule],
  template: `
    <mat-icon [svgIcon]="icons[tone()]" />
    <div class="words"><ng-content /></div>
  `,
  styleUrl: './notice.scss',
  host: { '[class]': 'tone()' },
})
export class Notice {
  readonly tone = input<NoticeTone>('information');

  protected readonly icons = ICON_OF;
}
