import { ReservationRequest } from '../../core/api/models';

/**
 * The key that makes a repeated booking harmless. One filled form has one key: a double click, a
 * retry after a lost answer or after a server error sends the same key and the server answers the
 * first result. A form that was changed is another request and gets another key, because the server
 * refuses a known key with a different body.
 */
export class IdempotencyKey {
  private sent = '';
  private key = '';

  constructor(private readonly newKey: () => string = () => crypto.randomUUID()) {}

  /** The key for exactly this request to this performance. */
  for(performanceId: number, request: ReservationRequest): string {
    const body = JSON.stringify([performanceId, request]);
    if (body !== this.sent) {
      this.sent = body;
      this.key = this.newKey();
    }
    return this.key;
  }

  /** Forgets the key: what is sent next is a new booking even if it reads the same. */
  renew(): void {
    this.sent = '';
  }
}
