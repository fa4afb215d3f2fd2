import { PerformanceStatus } from '../core/api/models';

export type SeatsTone = 'plenty' | 'few' | 'none';

export interface SeatsMessage {
  /** Translation key. */
  readonly key: string;
  readonly tone: SeatsTone;
  readonly count: number;
}

/** From this many seats down, the number is named as the last ones. */
export const FEW_SEATS = 10;

/** What to say of the seats of a performance. */
export function seatsMessage(status: PerformanceStatus, available: number): SeatsMessage {
  const count = Math.max(0, available);
  if (status !== 'open') {
    return { key: `seats.${status}`, tone: 'none', count };
  }
  if (count === 0) {
    return { key: 'seats.sold_out', tone: 'none', count };
  }
  if (count === 1) {
    return { key: 'seats.one', tone: 'few', count };
  }
  return count <= FEW_SEATS
    ? { key: 'seats.few', tone: 'few', count }
    : { key: 'seats.plenty', tone: 'plenty', count };
}
