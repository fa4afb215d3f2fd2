import { Component, booleanAttribute, computed, input } from '@angular/core';

/** A show's poster, portrait 3:4; without one, the house's own sheet with the show's initial. */
@Component({
  selector: 'az-poster',
  template: `
    @if (source(); as source) {
      <img
        [attr.sizes]="choice() ? width() : null"
        [attr.srcset]="choice()"
        [src]="source"
        alt=""
        width="600"
        height="800"
        [attr.loading]="eager() ? 'eager' : 'lazy'"
        [attr.fetchpriority]="eager() ? 'high' : null"
        decoding="async"
      />
    } @else {
      <span class="sheet" aria-hidden="true">{{ initial() }}</span>
    }
  `,
  styleUrl: './poster.scss',
})
export class Poster {
  /** Address of the picture; null or undefined where the show has none. */
  readonly source = input<string | null>();
  /** The pictures to choose from, where there are several (`posterChoice`). */
  readonly choice = input<string | null>(null);
  /** How wide it is drawn, as `sizes` says it. */
  readonly width = input<string>();
  readonly title = input.required<string>();
  /** In the first screenful: load at once. */
  readonly eager = input(false, { transform: booleanAttribute });

  protected readonly initial = computed(() => this.title().trim().charAt(0));
}
