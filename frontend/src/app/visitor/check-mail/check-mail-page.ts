import { DOCUMENT, Component, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { Icon } from '../../core/icons/icon';
import { toProblem } from '../../core/api/problem';
import { VisitorApi } from '../../core/api/visitor-api';
import { SiteTime } from '../../core/time/site-time';
import { Notice } from '../../shared/notice';
import { mailToCheck } from './mail-to-check';

type ResendState = 'idle' | 'sending' | 'done' | 'rate_limited' | 'failed';

/** After a request: the mail on its way, how long it may be answered, and how to get it again. */
@Component({
  selector: 'az-check-mail-page',
  imports: [Icon, Notice, RouterLink, TranslocoDirective],
  templateUrl: './check-mail-page.html',
  styleUrl: './check-mail-page.scss',
})
export class CheckMailPage {
  private readonly api = inject(VisitorApi);

  protected readonly time = inject(SiteTime);
  protected readonly mail = mailToCheck(inject(DOCUMENT).defaultView?.history.state);
  protected readonly resendState = signal<ResendState>('idle');

  protected resend(): void {
    if (!this.mail || this.resendState() === 'sending') {
      return;
    }
    this.resendState.set('sending');
    this.api.resend({ email: this.mail.email, performance_id: this.mail.performanceId }).subscribe({
      next: () => {
        this.resendState.set('done');
      },
      error: (error: unknown) => {
        this.resendState.set(toProblem(error).code === 'rate_limited' ? 'rate_limited' : 'failed');
      },
    });
  }
}
