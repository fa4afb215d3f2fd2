import { Component, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Observable } from 'rxjs';

import { UserSession } from '../../../core/api/models';
import { LoadState } from '../../../shared/load-state';
import { Tell } from '../../parts/tell';
import { SessionTable } from '../session-table';
import { AccountApi } from './account-api';

/** Where one is logged in, here and elsewhere. */
@Component({
  selector: 'az-own-sessions',
  imports: [LoadState, SessionTable, TranslocoDirective],
  template: `
    <section *transloco="let t" class="part" aria-labelledby="own-sessions">
      <h2 id="own-sessions">{{ t('managePeople.account.sessions') }}</h2>
      @if (sessions.hasValue()) {
        <az-session-table
          [sessions]="sessions.value().results"
          [endAllText]="t('managePeople.account.endOthers')"
          (oneEnded)="end($event)"
          (allEnded)="endOthers()"
        />
      } @else {
        <az-load-state
          [loading]="sessions.isLoading()"
          [error]="sessions.error()"
          (again)="sessions.reload()"
        />
      }
    </section>
  `,
})
export class OwnSessions {
  private readonly api = inject(AccountApi);
  private readonly tell = inject(Tell);

  protected readonly sessions = this.api.sessions();

  protected end({ id }: UserSession): void {
    this.after(this.api.endSession(id), 'managePeople.sessions.ended');
  }

  protected endOthers(): void {
    this.after(this.api.endOtherSessions(), 'managePeople.account.othersEnded');
  }

  private after(act: Observable<unknown>, told: string): void {
    act.subscribe({
      next: () => {
        this.tell.done(told);
        this.sessions.reload();
      },
      error: (error: unknown) => {
        this.tell.failed(error);
        this.sessions.reload();
      },
    });
  }
}
