import { Ticket } from '../../core/api/models';

/** How a ticket stands, as its page shows it. */
export type TicketState =
  'confirmed' | 'partly_admitted' | 'admitted' | 'cancelled' | 'pending' | 'expired';

export function ticketState(
  ticket: Pick<Ticket, 'status' | 'admitted' | 'party_size'>,
): TicketState {
  if (ticket.status !== 'confirmed' || ticket.admitted === 0) {
    return ticket.status;
  }
  return ticket.admitted < ticket.party_size ? 'partly_admitted' : 'admitted';
}
