import { Component, Injector, computed, inject, linkedSignal, signal } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { EMPTY } from 'rxjs';

import { Icon } from '../../core/icons/icon';
import { Ticket } from '../../core/api/models';
import { toProblem } from '../../core/api/problem';
import { VisitorApi, calendarUrl } from '../../core/api/visitor-api';
import { linkToken } from '../../core/navigation/link-token';
import { LoadState } from '../../shared/load-state';
import { Notice } from '../../shared/notice';
import { TicketCard } from './ticket-card';
import { ticketState } from './ticket-state';

type CancelState =
  'idle' | 'sending' | 'done' | 'already_checked_in' | 'performance_past' | 'failed';

/** The visitor's ticket, opened by the link of the mail. */
@Component({
  selector: 'az-ticket-page',
  imports: [LoadState, Icon, Notice, RouterLink, TicketCard, TranslocoDirective],
  templateUrl: './ticket-page.html',
  styleUrl: './ticket-page.scss',
})
export class TicketPage {
  private readonly api = inject(VisitorApi);
  private readonly injector = inject(Injector);
  private readonly token = linkToken();

  protected readonly calendarUrl = calendarUrl;
  protected readonly loaded = rxResource({
    params: () => this.token() ?? undefined,
    stream: ({ params }) => (params ? this.api.ticket(params) : EMPTY),
  });
  protected readonly ticket = linkedSignal<Ticket | undefined>(() =>
    this.loaded.hasValue() ? this.loaded.value() : undefined,
  );
  protected readonly isUnknown = computed(() => {
    const error = this.loaded.error();
    return this.token() === null || (error !== undefined && toProblem(error).status === 404);
  });
  protected readonly canCancel = computed(() => {
    const ticket = this.ticket();
    return ticket ? ticketState(ticket) === 'confirmed' : false;
  });
  protected readonly isCurrent = computed(() => {
    const ticket = this.ticket();
    return ticket ? ticket.status === 'confirmed' : false;
  });
  protected readonly cancelState = signal<CancelState>('idle');

  protected print(): void {
    window.print();
  }

  protected async askToCancel(): Promise<void> {
    try {
      // The dialog is heavier than the page, and hardly anybody who shows a ticket opens it.
      const { confirmCancelling } = await import('./cancel-dialog');
      if (await confirmCancelling(this.injector)) {
        this.cancel();
      }
    } catch {
      // Its code could not be loaded.
      this.cancelState.set('failed');
    }
  }

  private cancel(): void {
    const token = this.token();
    if (token === null) {
      return;
    }
    this.cancelState.set('sending');
    this.api.cancel(token).subscribe({
      next: (cancellation) => {
        this.cancelState.set('done');
        this.ticket.update(
          (ticket) => ticket && { ...ticket, status: cancellation.status, qr_svg: undefined },
        );
      },
      error: (error: unknown) => {
        const { code } = toProblem(error);
        this.cancelState.set(
          code === 'already_checked_in' || code === 'performance_past' ? code : 'failed',
        );
      },
    });
  }
}
