import { Component, computed, input } from '@angular/core';
import { MatIconModule } from '@angular/material/icon';
import { TranslocoDirective } from '@jsverse/transloco';

import { CheckInPerformance } from '../../core/api/models';
import { toProblem } from '../../core/api/problem';

/** How many are in, of how many expected: the number that the stage manager asks for. */
@Component({
  selector: 'az-admission-count',
  imports: [MatIconModule, TranslocoDirective],
  template: `
    <div
      *transloco="let t"
      class="count"
      data-testid="check-in-count"
      role="group"
      [attr.aria-label]="t('staff.count.label')"
      [attr.data-admitted]="performance().admitted_seats"
      [attr.data-expected]="performance().confirmed_seats"
    >
      <p class="in">
        <span class="admitted">{{ performance().admitted_seats }}</span>
        <span class="expected">{{
          t('staff.count.of', { expected: performance().confirmed_seats })
        }}</span>
      </p>
      <p class="rest">
        <span>{{ t('staff.count.outside', { count: outside() }) }}</span>
        <span>{{ t('staff.count.free', { count: free() }) }}</span>
      </p>
      <div class="bar" aria-hidden="true"><div [style.inline-size.%]="share()"></div></div>
      @if (trouble(); as key) {
        <p class="stale" data-testid="count-stale">
          <mat-icon svgIcon="offline" />{{ t('staff.count.' + key) }}
        </p>
      }
    </div>
  `,
  styleUrl: './admission-count.scss',
})
export class AdmissionCount {
  readonly performance = input.required<CheckInPerformance>();
  /** What was thrown when the numbers were to be read anew: they are then those of an earlier look. */
  readonly error = input<unknown>();

  protected readonly outside = computed(() =>
    Math.max(0, this.performance().confirmed_seats - this.performance().admitted_seats),
  );
  protected readonly free = computed(() => Math.max(0, this.performance().available_seats));
  protected readonly trouble = computed(() => {
    const error = this.error();
    return error ? (toProblem(error).status === 401 ? 'signedOut' : 'stale') : null;
  });
  protected readonly share = computed(() => {
    const { admitted_seats: admitted, confirmed_seats: expected } = this.performance();
    return expected > 0 ? Math.min(100, (admitted / expected) * 100) : 0;
  });
}
