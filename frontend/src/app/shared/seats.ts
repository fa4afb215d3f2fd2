import { Component, computed, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

import { PerformanceStatus } from '../core/api/models';
import { seatsMessage } from './seats-message';

/** Seats left of a performance, in words that say whether to hurry. */
@Component({
  selector: 'az-seats',
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <span data-testid="seats-left" [class]="message().tone">{{
        t(message().key, { count: message().count })
      }}</span>
    </ng-container>
  `,
  styleUrl: './seats.scss',
})
export class Seats {
  readonly status = input.required<PerformanceStatus>();
  readonly available = input.required<number>();

  protected readonly message = computed(() => seatsMessage(this.status(), this.available()));
}
