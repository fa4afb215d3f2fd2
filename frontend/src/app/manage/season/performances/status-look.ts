import { Performance } from '../season-api';

/** How the word for each status looks. */
export const STATUS_LOOK: Record<Performance['status'], string> = {
  open: 'state good',
  sold_out: 'state waits',
  closed: 'state',
  cancelled: 'state bad',
  past: 'state',
};
