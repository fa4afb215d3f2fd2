import { Component, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { SiteTime } from '../../core/time/site-time';
import { Admin } from '../api/models';
import { ReservationState } from './reservation-state';

/** What a reservation says. */
@Component({
  selector: 'az-reservation-facts',
  imports: [ReservationState, RouterLink, TranslocoDirective],
  template: `
    <dl *transloco="let t" class="facts card">
      <dt>{{ t('manageDesk.list.status') }}</dt>
      <dd>
        <az-reservation-state [status]="reservation().status" />
        @if (reservation().status === 'pending' && reservation().expires_at; as expires) {
          <span class="aside">{{
            t('manageDesk.detail.expires', { when: time.dateTime(expires, 'short-day') })
          }}</span>
        }
      </dd>
      <dt>{{ t('booking.reference') }}</dt>
      <dd class="reference">{{ reservation().reference }}</dd>
      <dt>{{ t('manageDesk.list.performance') }}</dt>
      <dd>
        <a [routerLink]="['/manage/performances', reservation().performance.id, 'guests']">{{
          reservation().performance.show.title
        }}</a><br />
        {{ time.dateTime(reservation().performance.starts_at) }} ·
        {{ reservation().performance.venue.name }}
      </dd>
      <dt>{{ t('manageDesk.field.party_size') }}</dt>
      <dd data-testid="fact-party">
        {{ reservation().party_size }}
        @if (reservation().admitted > 0) {
          <span class="aside">{{
            t('manageDesk.list.admitted', { count: reservation().admitted })
          }}</span>
        }
      </dd>
      @if (!reservation().anonymised_at) {
        <dt>{{ t('manageDesk.field.email') }}</dt>
        <dd data-testid="fact-email">
          @if (reservation().email; as email) {
            <a [href]="'mailto:' + email">{{ email }}</a>
          } @else {
            {{ t('manageDesk.detail.noEmail') }}
          }
        </dd>
        @if (reservation().phone; as phone) {
          <dt>{{ t('manageDesk.field.phone') }}</dt>
          <dd>
            <a [href]="'tel:' + phone">{{ phone }}</a>
          </dd>
        }
        @if (reservation().notes; as notes) {
          <dt>{{ t('manageDesk.field.notes') }}</dt>
          <dd class="notes">{{ notes }}</dd>
        }
      }
      <dt>{{ t('manageDesk.list.source') }}</dt>
      <dd>
        {{ t('manageDesk.source.' + reservation().source) }},
        {{ time.dateTime(reservation().created_at) }}
      </dd>
      <dt>{{ t('manageDesk.field.locale') }}</dt>
      <dd>{{ t('manageDesk.language.' + reservation().locale) }}</dd>
    </dl>
  `,
  styles: `
    .aside {
      margin-inline-start: 0.5rem;
      font: var(--mat-sys-body-medium);
      color: var(--mat-sys-on-surface-variant);
    }

    .notes {
      white-space: pre-line;
    }

    @media (max-width: 30rem) {
      dl {
        grid-template-columns: minmax(0, 1fr);
        row-gap: 0;
      }

      dd {
        margin-block-end: 0.75rem;
      }
    }
  `,
})
export class ReservationFacts {
  readonly reservation = input.required<Admin['ReservationDetail']>();

  protected readonly time = inject(SiteTime);
}
