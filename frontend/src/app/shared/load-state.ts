import { Component, booleanAttribute, computed, input, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

import { toProblem } from '../core/api/problem';
import { Icon } from '../core/icons/icon';

/**
 * What stands in for content that is not there: a quiet skeleton while it loads, and words with a
 * way on when it failed.
 */
@Component({
  selector: 'az-load-state',
  imports: [Icon, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (problem(); as problem) {
        <div class="failed" role="alert" data-testid="state-error" [attr.data-code]="problem.code">
          <az-icon [name]="problem.code === 'offline' ? 'offline' : 'alert'" />
          <p>{{ t(problem.code === 'offline' ? 'state.offline' : 'state.failed') }}</p>
          <button
            type="button"
            class="az-button outlined"
            data-testid="state-retry"
            (click)="again.emit()"
          >
            <az-icon name="retry" />
            {{ t('state.retry') }}
          </button>
        </div>
      } @else if (loading()) {
        <div data-testid="state-loading" role="status" [class]="shape()">
          <span class="visually-hidden">{{ t('state.loading') }}</span>
          @for (line of skeleton(); track line) {
            <div class="bone" aria-hidden="true"></div>
          }
        </div>
      }
    </ng-container>
  `,
  styleUrl: './load-state.scss',
})
export class LoadState {
  readonly loading = input(false, { transform: booleanAttribute });
  /** What was thrown, if anything was. */
  readonly error = input<unknown>();
  /** How many bones the skeleton has: about as many as the content that comes has lines. */
  readonly lines = input(3);
  /** What the skeleton is of. */
  readonly shape = input<'lines' | 'posters'>('lines');
  /** The person asks to try again. */
  readonly again = output();

  protected readonly problem = computed(() => {
    const error = this.error();
    return error ? toProblem(error) : undefined;
  });
  protected readonly skeleton = computed(() =>
    Array.from({ length: this.lines() }, (_, line) => line),
  );
}
