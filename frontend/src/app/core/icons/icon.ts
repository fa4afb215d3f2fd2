import { Component, computed, input } from '@angular/core';

import { ICONS, IconName } from './icons';

/** One of the icons of the shell and of the visitors' pages. It says nothing: the words beside it do. */
@Component({
  selector: 'az-icon',
  template: `
    <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path [attr.d]="outline()" />
    </svg>
  `,
  styles: `
    :host {
      display: inline-block;
      inline-size: 1.5rem;
      block-size: 1.5rem;
    }

    svg {
      display: block;
      inline-size: 100%;
      block-size: 100%;
      fill: currentcolor;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();

  protected readonly outline = computed(() => ICONS[this.name()]);
}
