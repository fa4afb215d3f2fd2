import { Component, computed, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

import { Admin } from '../api/models';

const TONE: Record<Admin['ReservationStatus'], string> = {
  pending: 'waits',
  confirmed: 'good',
  cancelled: '',
  expired: '',
};

/** Where a reservation stands, in a word. */
@Component({
  selector: 'az-reservation-state',
  imports: [TranslocoDirective],
  template: `
    <span
      *transloco="let t"
      class="state"
      data-testid="reservation-status"
      [class]="tone()"
      [attr.data-status]="status()"
      >{{ t('manageDesk.status.' + status()) }}</span
    >
  `,
})
export class ReservationState {
  readonly status = input.required<Admin['ReservationStatus']>();

  protected readonly tone = computed(() => TONE[this.status()]);
}
