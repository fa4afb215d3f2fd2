import { Component, computed, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { TranslocoDirective } from '@jsverse/transloco';

import { Page } from '../api/models';

/** How many there are, and the way to the others. */
@Component({
  selector: 'az-pager',
  imports: [MatButtonModule, MatIconModule, TranslocoDirective],
  template: `
    <nav *transloco="let t" [attr.aria-label]="t('manage.pager.label')">
      <p role="status" data-testid="list-count" [attr.data-total]="list().total">
        {{
          t(list().total_is_exact === false ? 'manage.pager.about' : 'manage.pager.of', {
            from: first(),
            to: last(),
            total: list().total,
          })
        }}
      </p>
      @if (list().total > list().page_size) {
        <button
          matIconButton
          type="button"
          data-testid="page-previous"
          [disabled]="list().page <= 1"
          [attr.aria-label]="t('manage.pager.previous')"
          (click)="turned.emit(list().page - 1)"
        >
          <mat-icon svgIcon="previous" />
        </button>
        <button
          matIconButton
          type="button"
          data-testid="page-next"
          [disabled]="last() >= list().total"
          [attr.aria-label]="t('manage.pager.next')"
          (click)="turned.emit(list().page + 1)"
        >
          <mat-icon svgIcon="next" />
        </button>
      }
    </nav>
  `,
  styles: `
    nav {
      display: flex;
      align-items: center;
      justify-content: flex-end;
      gap: 0.25rem;
      min-block-size: 3rem;
    }

    p {
      margin: 0 0.5rem 0 0;
      font: var(--mat-sys-body-medium);
      color: var(--mat-sys-on-surface-variant);
      font-variant-numeric: tabular-nums;
    }
  `,
})
export class Pager {
  readonly list = input.required<Page<unknown>>();
  readonly turned = output<number>();

  protected readonly first = computed(() =>
    this.list().results.length === 0 ? 0 : (this.list().page - 1) * this.list().page_size + 1,
  );
  protected readonly last = computed(
    () => (this.list().page - 1) * this.list().page_size + this.list().results.length,
  );
}
