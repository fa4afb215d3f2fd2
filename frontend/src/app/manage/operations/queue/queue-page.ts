import { Component, computed, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Observable, filter, finalize, switchMap } from 'rxjs';

import { Language } from '../../../core/language/language';
import { SiteTime } from '../../../core/time/site-time';
import { LoadState } from '../../../shared/load-state';
import { Notice } from '../../../shared/notice';
import { Admin } from '../../api/models';
import { Ask } from '../../parts/ask';
import { PageHeading } from '../../parts/page-heading';
import { Tell } from '../../parts/tell';
import { howLong } from '../how-long';
import { injectNames } from '../names';
import { OperationsApi } from '../operations-api';
import { LiveQueue } from './live-queue';
import { AskWhy } from './reason-dialog';
import { Trouble, causeKind, crews, saidOf, troubles } from './troubles';

/** The machine room in one look: what is wrong, and what to press. */
@Component({
  selector: 'az-queue-page',
  imports: [
    LoadState,
    MatButtonModule,
    MatIconModule,
    Notice,
    PageHeading,
    RouterLink,
    TranslocoDirective,
  ],
  providers: [LiveQueue],
  templateUrl: './queue-page.html',
  styleUrl: './queue-page.scss',
})
export class QueuePage {
  private readonly api = inject(OperationsApi);
  private readonly ask = inject(Ask);
  private readonly askWhy = inject(AskWhy);
  private readonly language = inject(Language);
  private readonly tell = inject(Tell);

  protected readonly live = inject(LiveQueue);
  protected readonly time = inject(SiteTime);
  protected readonly named = injectNames();
  protected readonly causeKind = causeKind;
  protected readonly saidOf = saidOf;
  /** An act is on its way: a second click is the same act. */
  protected readonly acting = signal(false);
  protected readonly wrong = computed(() => {
    const seen = this.live.seen();
    return seen ? troubles(seen.sight, seen.failed) : [];
  });

  protected readonly crews = computed(() => {
    const seen = this.live.seen();
    return seen ? crews(seen.sight) : [];
  });

  protected for(seconds: number): string {
    return howLong(seconds, this.language.current());
  }

  /** How long ago, by the server's clock. */
  protected since(instant: string): string {
    return this.for(((this.live.seen()?.sight.at ?? 0) - Date.parse(instant)) / 1000);
  }

  protected rate(perMinute: number): string {
    return perMinute.toLocaleString(this.language.current(), { maximumFractionDigits: 1 });
  }

  protected keyOf(trouble: Trouble): string {
    return 'queue' in trouble ? `${trouble.kind}:${trouble.queue.name}` : trouble.kind;
  }

  protected pause(queue: string): void {
    this.askWhy
      .about('manageOperations.monitor.pauseQuestion', { queue: this.named('queue', queue) })
      .subscribe((reason) => {
        this.act(this.api.pause(queue, reason), 'manageOperations.monitor.pausedNow', { queue });
      });
  }

  protected resume(queue: string): void {
    this.act(this.api.resume(queue), 'manageOperations.monitor.resumedNow', { queue });
  }

  protected retry({ queue, cause, count }: Admin['FailedJobs']): void {
    const about = `manageOperations.monitor.${count === 1 ? 'retryOne' : 'retryMany'}`;
    this.ask
      .about(about, { count })
      .pipe(
        filter((yes) => yes && !this.acting()),
        switchMap(() => {
          this.acting.set(true);
          return this.api.retryCause(queue, cause).pipe(
            finalize(() => {
              this.acting.set(false);
              this.live.refresh();
            }),
          );
        }),
      )
      .subscribe({
        next: (retried) => {
          this.tell.done(`manageOperations.monitor.${retried === 1 ? 'retriedOne' : 'retried'}`, {
            count: retried,
          });
        },
        error: (error: unknown) => {
          this.tell.failed(error);
        },
      });
  }

  private act(call: Observable<unknown>, done: string, { queue }: { queue: string }): void {
    if (this.acting()) {
      return;
    }
    this.acting.set(true);
    call
      .pipe(
        finalize(() => {
          this.acting.set(false);
          this.live.refresh();
        }),
      )
      .subscribe({
        next: () => {
          this.tell.done(done, { queue: this.named('queue', queue) });
        },
        error: (error: unknown) => {
          this.tell.failed(error);
        },
      });
  }
}
