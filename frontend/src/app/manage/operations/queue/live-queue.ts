import { Injectable, inject } from '@angular/core';
import { forkJoin } from 'rxjs';

import { IN_BACKGROUND } from '../../../session/in-background';
import { Admin } from '../../api/models';
import { liveRead } from '../../parts/live-read';
import { OperationsApi, QueueSight } from '../operations-api';

/** Milliseconds between two looks. */
const LOOK_EVERY = 5000;

/** All that the monitor shows. */
export interface Seen {
  readonly sight: QueueSight;
  readonly failed: readonly Admin['FailedJobs'][];
}

/** The queues as they are: read at once, after each of one's own acts, and every few seconds while the page is in front. */
@Injectable()
export class LiveQueue {
  private readonly api = inject(OperationsApi);
  private readonly live = liveRead({
    of: () => 'all queues',
    read: (_all, context) => {
      const quietly = context.get(IN_BACKGROUND);
      return forkJoin({
        sight: this.api.queue(quietly),
        failed: this.api.failedJobs(quietly),
      });
    },
    pace: () => LOOK_EVERY,
  });

  /** What the latest look that succeeded has shown. */
  readonly seen = this.live.value;
  /** What was thrown by the latest look, if it failed. What is shown is then from an earlier one. */
  readonly error = this.live.error;

  /** Something was changed here: look now. */
  refresh(): void {
    this.live.refresh();
  }
}
