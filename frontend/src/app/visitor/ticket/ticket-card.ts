import { Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

import { Ticket } from '../../core/api/models';
import { SiteTime } from '../../core/time/site-time';
import { svgDataUrl } from '../../shared/svg-data-url';
import { ticketState } from './ticket-state';

/** The ticket as it is shown at the door and as it is printed. */
@Component({
  selector: 'az-ticket-card',
  imports: [TranslocoDirective],
  templateUrl: './ticket-card.html',
  styleUrl: './ticket-card.scss',
})
export class TicketCard {
  readonly ticket = input.required<Ticket>();

  protected readonly time = inject(SiteTime);
  protected readonly state = computed(() => ticketState(this.ticket()));
  protected readonly code = computed(() => {
    const drawing = this.ticket().qr_svg;
    return drawing ? svgDataUrl(drawing) : null;
  });
}
