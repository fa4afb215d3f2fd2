import { Component, computed, inject, input, output, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';

import { UserSession } from '../../core/api/models';
import { SiteTime } from '../../core/time/site-time';
import { firstOf } from './first-sessions';

/** Where somebody is logged in, and the way to end it. */
@Component({
  selector: 'az-session-table',
  imports: [MatButtonModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (sessions().length === 0) {
        <p>{{ t('managePeople.sessions.none') }}</p>
      } @else {
        <table class="rows">
          <thead>
            <tr>
              <th scope="col">{{ t('managePeople.sessions.since') }}</th>
              <th scope="col">{{ t('managePeople.sessions.used') }}</th>
              <th scope="col">{{ t('managePeople.sessions.from') }}</th>
              <th scope="col">
                <span class="visually-hidden">{{ t('managePeople.doings') }}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            @for (session of shown(); track session.id) {
              <tr data-testid="session-row" [attr.data-current]="session.is_current">
                <td [attr.data-label]="t('managePeople.sessions.since')">
                  {{ time.dateTime(session.created_at, 'short-day') }}
                </td>
                <td [attr.data-label]="t('managePeople.sessions.used')">
                  {{ time.dateTime(session.last_seen_at, 'short-day') }}
                </td>
                <td [attr.data-label]="t('managePeople.sessions.from')">
                  {{ session.client_address }}
                </td>
                <td class="doings">
                  @if (session.is_current) {
                    <span class="state good">{{ t('managePeople.sessions.this') }}</span>
                  } @else {
                    <button
                      matButton
                      type="button"
                      data-testid="session-end"
                      [attr.aria-label]="
                        t('managePeople.sessions.endWhich', {
                          when: time.dateTime(session.created_at, 'short-day'),
                        })
                      "
                      (click)="oneEnded.emit(session)"
                    >
                      {{ t('managePeople.sessions.end') }}
                    </button>
                  }
                </td>
              </tr>
            }
          </tbody>
        </table>
        <div class="ways">
          @if (others() > 0) {
            <button
              matButton="outlined"
              type="button"
              data-testid="sessions-end-all"
              (click)="allEnded.emit()"
            >
              {{ endAllText() }}
            </button>
          }
          @if (shown().length < sessions().length) {
            <button matButton type="button" data-testid="sessions-all" (click)="isWhole.set(true)">
              {{ t('managePeople.sessions.all', { count: sessions().length }) }}
            </button>
          }
        </div>
      }
    </ng-container>
  `,
  styles: `
    .rows {
      margin-block-end: 1rem;
    }

    .ways {
      display: flex;
      flex-wrap: wrap;
      gap: 0.75rem;
    }
  `,
})
export class SessionTable {
  readonly sessions = input.required<readonly UserSession[]>();
  /** The verb that ends all, in the language of the page. */
  readonly endAllText = input.required<string>();
  readonly oneEnded = output<UserSession>();
  readonly allEnded = output();

  protected readonly time = inject(SiteTime);
  protected readonly isWhole = signal(false);
  /** The first of a long list: whoever doubts a session ends them all, and need not read on. */
  protected readonly shown = computed(() => firstOf(this.sessions(), this.isWhole()));
  protected readonly others = computed(
    () => this.sessions().filter(({ is_current: current }) => !current).length,
  );
}
