import { Component, computed, inject, input, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { finalize } from 'rxjs';

import { toProblem } from '../../../core/api/problem';
import { SiteTime } from '../../../core/time/site-time';
import { LoadState } from '../../../shared/load-state';
import { PageHeading } from '../../parts/page-heading';
import { Tell } from '../../parts/tell';
import { injectNames } from '../names';
import { OperationsApi } from '../operations-api';
import { JOB_STATE_LOOK } from './job-state';
import { AskWhy } from './reason-dialog';
import { causeKind, saidOf } from './troubles';

/** Refusals that this page has a sentence for. */
const SENTENCES = ['job_running', 'job_done', 'no_recipient'];

/** One job: what it is about, what became of it, and what can be done. */
@Component({
  selector: 'az-job-page',
  imports: [LoadState, MatButtonModule, MatIconModule, PageHeading, RouterLink, TranslocoDirective],
  templateUrl: './job-page.html',
  styles: `
    .state {
      margin-block-end: 1rem;
    }

    .said {
      max-inline-size: 44rem;
      margin-block-end: 1.5rem;
    }

    .doings {
      display: flex;
      flex-wrap: wrap;
      gap: 0.75rem;
      margin-block-start: 1.5rem;
    }

    q {
      overflow-wrap: anywhere;
    }
  `,
})
export class JobPage {
  /** From the address. */
  readonly id = input.required<string>();

  private readonly api = inject(OperationsApi);
  private readonly askWhy = inject(AskWhy);
  private readonly router = inject(Router);
  private readonly tell = inject(Tell);

  protected readonly job = this.api.job(this.id);
  protected readonly time = inject(SiteTime);
  protected readonly named = injectNames();
  protected readonly look = JOB_STATE_LOOK;
  protected readonly causeKind = causeKind;
  protected readonly saidOf = saidOf;
  protected readonly acting = signal(false);
  protected readonly isMissing = computed(() => toProblem(this.job.error()).status === 404);
  /** What it carries, but for the version of the writing and what is told in better words. */
  protected readonly payload = computed(() => {
    const payload: unknown = this.job.hasValue() ? this.job.value().payload : null;
    return typeof payload === 'object' && payload !== null
      ? Object.entries(payload)
          .filter(([name]) => !['v', 'slot', 'reservation_id'].includes(name))
          .map(([name, value]) => ({ name, value: String(value) }))
      : [];
  });

  protected retry(): void {
    if (this.acting()) {
      return;
    }
    this.acting.set(true);
    this.api
      .retry(this.id())
      .pipe(
        finalize(() => {
          this.acting.set(false);
        }),
      )
      .subscribe({
        next: (job) => {
          this.job.set(job);
          this.tell.done('manageOperations.job.retried');
        },
        error: (error: unknown) => {
          this.refused(error);
        },
      });
  }

  protected discard(): void {
    this.askWhy.about('manageOperations.job.discardQuestion').subscribe((reason) => {
      this.acting.set(true);
      this.api
        .discard(this.id(), reason)
        .pipe(
          finalize(() => {
            this.acting.set(false);
          }),
        )
        .subscribe({
          next: () => {
            this.tell.done('manageOperations.job.discarded');
            void this.router.navigate(['/manage/queue']);
          },
          error: (error: unknown) => {
            this.refused(error);
          },
        });
    });
  }

  private refused(error: unknown): void {
    const { code } = toProblem(error);
    if (SENTENCES.includes(code)) {
      this.tell.done(`manageOperations.job.problem.${code}`);
      this.job.reload();
    } else {
      this.tell.failed(error);
    }
  }
}
