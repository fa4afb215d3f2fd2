import { Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { Icon } from '../../core/icons/icon';
import { Confirmation } from '../../core/api/models';
import { Problem, toProblem } from '../../core/api/problem';
import { VisitorApi, calendarUrl } from '../../core/api/visitor-api';
import { linkToken } from '../../core/navigation/link-token';
import { SiteTime } from '../../core/time/site-time';
import { Notice } from '../../shared/notice';
import { confirmProblemKey } from './confirm-problem';

type State =
  | { readonly step: 'asking' }
  | { readonly step: 'sending' }
  | { readonly step: 'confirmed'; readonly confirmation: Confirmation }
  | { readonly step: 'refused'; readonly problem: Problem };

/**
 * The page behind the mail's link. Opening it changes nothing, even in a mail scanner that runs
 * scripts: the booking is confirmed by the button.
 */
@Component({
  selector: 'az-confirm-page',
  imports: [Icon, Notice, RouterLink, TranslocoDirective],
  templateUrl: './confirm-page.html',
  styleUrl: './confirm-page.scss',
})
export class ConfirmPage {
  private readonly api = inject(VisitorApi);
  private readonly token = linkToken();
  private readonly progress = signal<State>({ step: 'asking' });

  protected readonly time = inject(SiteTime);
  protected readonly calendarUrl = calendarUrl;
  protected readonly problemKey = confirmProblemKey;
  protected readonly state = computed<State>(() =>
    this.token() === null
      ? { step: 'refused', problem: { code: 'token_unknown', status: 0, document: {} } }
      : this.progress(),
  );
  /** Faults that a second try may cure. */
  protected readonly canRetry = computed(() => {
    const state = this.state();
    return state.step === 'refused' && (state.problem.status === 0 || state.problem.status >= 429)
      ? this.token() !== null
      : false;
  });

  protected confirm(): void {
    const token = this.token();
    if (token === null || this.progress().step === 'sending') {
      return;
    }
    this.progress.set({ step: 'sending' });
    this.api.confirm(token).subscribe({
      next: (confirmation) => {
        this.progress.set({ step: 'confirmed', confirmation });
      },
      error: (error: unknown) => {
        this.progress.set({ step: 'refused', problem: toProblem(error) });
      },
    });
  }
}
