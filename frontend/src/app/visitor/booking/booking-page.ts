import { DOCUMENT, Component, computed, inject, input, linkedSignal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { PerformanceDetail, ReservationAccepted } from '../../core/api/models';
import { toProblem } from '../../core/api/problem';
import { VisitorApi } from '../../core/api/visitor-api';
import { SiteTime } from '../../core/time/site-time';
import { LoadState } from '../../shared/load-state';
import { Notice } from '../../shared/notice';
import { Poster } from '../../shared/poster';
import { POSTER_WIDTHS, posterChoice } from '../../shared/poster-picture';
import { Seats } from '../../shared/seats';
import { MailToCheck } from '../check-mail/mail-to-check';
import { Missing } from '../not-found/missing';
import { BookingFormPanel } from './booking-form-panel';

/** Books seats for one performance. */
@Component({
  selector: 'az-booking-page',
  imports: [
    BookingFormPanel,
    LoadState,
    Missing,
    Notice,
    Poster,
    RouterLink,
    Seats,
    TranslocoDirective,
  ],
  templateUrl: './booking-page.html',
  styleUrl: './booking-page.scss',
})
export class BookingPage {
  /** Of the performance; from the route. */
  readonly id = input.required<string>();

  private readonly router = inject(Router);
  private readonly window = inject(DOCUMENT).defaultView;

  protected readonly time = inject(SiteTime);
  protected readonly posterChoice = posterChoice;
  protected readonly posterWidth = POSTER_WIDTHS.booking;
  protected readonly performance = inject(VisitorApi).performance(this.id);
  /** The last performance that arrived: a refresh of its seats must not take the form away. */
  protected readonly shown = linkedSignal<
    { id: string; arrived: PerformanceDetail | undefined },
    PerformanceDetail | undefined
  >({
    source: () => ({
      id: this.id(),
      arrived: this.performance.hasValue() ? this.performance.value() : undefined,
    }),
    computation: ({ id, arrived }, previous) =>
      arrived ?? (previous?.source.id === id ? previous.value : undefined),
  });
  protected readonly isMissing = computed(() => {
    const error = this.performance.error();
    return error ? [400, 404, 422].includes(toProblem(error).status) : false;
  });

  /** The form's code could not be loaded: the browser asks for it again only with the whole page. */
  protected openAgain(): void {
    this.window?.location.reload();
  }

  protected async accepted(answer: ReservationAccepted, email: string): Promise<void> {
    const performance = this.shown();
    if (!performance) {
      return;
    }
    const state: MailToCheck = {
      reference: answer.reference,
      expiresAt: answer.expires_at,
      email,
      performanceId: performance.id,
    };
    await this.router.navigate(['/check-mail'], { state: { ...state } });
  }
}
