import { Injectable, inject } from '@angular/core';
import { Observable, retry, throwError, timer } from 'rxjs';

import { ReservationAccepted, ReservationRequest } from '../../core/api/models';
import { toProblem } from '../../core/api/problem';
import { VisitorApi } from '../../core/api/visitor-api';
import { IdempotencyKey } from './idempotency-key';

/** How often, and how many milliseconds apart, a call that is still in flight is asked about. */
const IN_FLIGHT_TRIES = 5;
const IN_FLIGHT_PAUSE = 1000;

/** Sends one form's booking; provided by the page, so that each form-fill has its own key. */
@Injectable()
export class ReservationSender {
  private readonly api = inject(VisitorApi);
  private readonly key = new IdempotencyKey();

  /**
   * Sends the request. When an earlier send of the very same is still being worked on, waits for
   * its result instead of alarming the person.
   */
  send(performanceId: number, request: ReservationRequest): Observable<ReservationAccepted> {
    return this.api.reserve(performanceId, request, this.key.for(performanceId, request)).pipe(
      retry({
        count: IN_FLIGHT_TRIES,
        delay: (error: unknown) =>
          toProblem(error).code === 'idempotency_in_flight'
            ? timer(IN_FLIGHT_PAUSE)
            : throwError(() => error),
      }),
    );
  }
}
