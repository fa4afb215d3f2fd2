import { Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

import { SiteTime } from '../../core/time/site-time';
import { Admin } from '../api/models';
import { historyWords } from './history-words';

const MAIL_TONE: Record<Admin['DeliveryStatus'], string> = {
  queued: 'waits',
  sent: 'good',
  failed: 'bad',
};

/** All that happened to a reservation: its mails, its admissions, and who did what. */
@Component({
  selector: 'az-reservation-past',
  imports: [TranslocoDirective],
  templateUrl: './reservation-past.html',
  styleUrl: './reservation-past.scss',
})
export class ReservationPast {
  readonly reservation = input.required<Admin['ReservationDetail']>();

  protected readonly time = inject(SiteTime);
  protected readonly mailTone = MAIL_TONE;
  protected readonly history = computed(() =>
    this.reservation().history.map((entry) => ({ ...entry, words: historyWords(entry) })),
  );
}
