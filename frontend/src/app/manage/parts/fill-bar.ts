import { Component, computed, input } from '@angular/core';

/** How full a room is, as a bar beside the figures that say it in words. */
@Component({
  selector: 'az-fill-bar',
  template: `<div [class.full]="percent() >= 100" [style.inline-size.%]="percent()"></div>`,
  styles: `
    :host {
      display: block;
      block-size: 0.5rem;
      border-radius: 0.25rem;
      overflow: hidden;
      background: var(--mat-sys-surface-container-highest);
    }

    div {
      block-size: 100%;
      background: var(--mat-sys-tertiary);
    }

    .full {
      background: var(--mat-sys-primary);
    }
  `,
  host: { 'aria-hidden': 'true' },
})
export class FillBar {
  /** The part that is taken, from 0 to 1. */
  readonly rate = input.required<number>();

  protected readonly percent = computed(() =>
    Math.round(Math.min(1, Math.max(0, this.rate())) * 100),
  );
}
