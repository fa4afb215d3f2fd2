import { HttpErrorResponse } from '@angular/common/http';
import { DestroyRef, Injectable, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Observable, throwError, timeout } from 'rxjs';

import { CheckInResult, Guest } from '../../core/api/models';
import { Problem, toProblem } from '../../core/api/problem';
import { SiteTime } from '../../core/time/site-time';
import { StaffApi } from '../staff-api';
import { Attendance } from './attendance';
import { DoorSettings } from './door-settings';
import { GuestSearch } from './guest-search';
import { PresentedCode, scannedCode, typedCode } from './presented-code';
import { Listening } from './scanner/same-code';
import { Presented, Verdict, verdictOfNobody, verdictOfProblem, verdictOfResult } from './verdict';
import { appearanceOf } from './verdict-appearance';
import { VerdictSignal } from './verdict-signal';

/** Milliseconds that somebody waits at the door before the answer counts as none. */
const PATIENCE = 8000;

/** To whoever waits, a server that is too slow is one that was not reached. */
const IMPATIENT = {
  first: PATIENCE,
  with: () => throwError(() => new HttpErrorResponse({ status: 0 })),
};

/** What happens at one door: who showed themselves, what the verdict is, what staff did about it. */
@Injectable()
export class CheckInStore {
  private readonly api = inject(StaffApi);
  private readonly attendance = inject(Attendance);
  private readonly guests = inject(GuestSearch);
  private readonly settings = inject(DoorSettings);
  private readonly signal = inject(VerdictSignal);
  private readonly time = inject(SiteTime);
  private readonly current = signal<Verdict | null>(null);
  private readonly waiting = signal(false);
  private readonly destroyRef = inject(DestroyRef);
  private performanceId = 0;

  readonly verdict = this.current.asReadonly();
  readonly appearance = computed(() => {
    const verdict = this.current();
    return verdict && appearanceOf(verdict, this.time);
  });
  /** A call is on its way; nothing else is begun before it has ended. */
  readonly busy = this.waiting.asReadonly();
  /** Who was let in makes room for the next guest; every other verdict waits to be read. */
  readonly listening = computed<Listening>(() => {
    const verdict = this.current();
    if (this.busy()) {
      return 'none';
    }
    return verdict === null ? 'all' : verdict.outcome === 'checked_in' ? 'others' : 'none';
  });

  open(performanceId: number): void {
    this.performanceId = performanceId;
    this.attendance.open(performanceId);
    this.guests.open(performanceId);
  }

  scanned(text: string): void {
    const presented: Presented = { code: scannedCode(text), source: 'qr_scan' };
    if (presented.code && this.settings.admitAtOnce()) {
      this.letIn(presented, presented.code);
    } else {
      this.judge(presented);
    }
  }

  typed(text: string): void {
    this.judge({ code: typedCode(text), source: 'manual' });
  }

  /** Somebody was found in the guest list, which may be older than what another phone did. */
  chosen({ reference }: Guest): void {
    this.judge({ code: { kind: 'reference', reference }, source: 'manual' });
  }

  /** A party without a booking is in. */
  walkedIn(result: CheckInResult): void {
    const code: PresentedCode = { kind: 'reference', reference: result.reference };
    this.show(verdictOfResult(result, { code, source: 'manual' }));
    this.changed();
  }

  /** Lets in `count` of the party that the verdict is about. */
  admit(count: number): void {
    const verdict = this.current();
    if (verdict?.presented.code) {
      this.letIn(verdict.presented, verdict.presented.code, count);
    }
  }

  undo(): void {
    const verdict = this.current();
    if (!verdict?.party || this.busy()) {
      return;
    }
    const { presented, party } = verdict;
    this.call(this.api.undo(party.reference), presented, (result) => {
      this.show({ ...verdictOfResult(result, presented), outcome: 'undone' });
      this.changed();
    });
  }

  /** Asks once more, and changes nothing: an admission whose answer was lost may well have been written. */
  retry(): void {
    const verdict = this.current();
    if (verdict) {
      this.judge(verdict.presented);
    }
  }

  dismiss(): void {
    this.current.set(null);
  }

  private judge(presented: Presented): void {
    const { code } = presented;
    if (this.busy()) {
      return;
    }
    if (!code) {
      this.show(verdictOfNobody('token_unknown', presented));
      return;
    }
    const request = { ...whom(code), performance_id: this.performanceId };
    this.call(this.api.verify(request), presented, (result) => {
      this.show(verdictOfResult(result, presented));
    });
  }

  private letIn(presented: Presented, code: PresentedCode, count?: number): void {
    if (this.busy()) {
      return;
    }
    const { source } = presented;
    const request = { ...whom(code), performance_id: this.performanceId, source };
    this.call(
      this.api.admit(count === undefined ? request : { ...request, admitted: count }),
      presented,
      (result) => {
        this.show(verdictOfResult(result, presented));
        this.changed();
      },
      (problem) => {
        // Another phone let some of them in meanwhile: fewer remain than were asked for.
        if (problem.status === 422 && count !== undefined) {
          this.judge(presented);
          return;
        }
        this.show(verdictOfProblem(problem, presented));
        this.changed();
      },
    );
  }

  private call<T>(
    answer: Observable<T>,
    presented: Presented,
    done: (result: T) => void,
    refused = (problem: Problem) => {
      this.show(verdictOfProblem(problem, presented));
    },
  ): void {
    this.waiting.set(true);
    answer.pipe(timeout(IMPATIENT), takeUntilDestroyed(this.destroyRef)).subscribe({
      next: (result) => {
        this.waiting.set(false);
        done(result);
      },
      error: (error: unknown) => {
        this.waiting.set(false);
        const problem = toProblem(error);
        // Without a session there is no verdict: the login is on its way, and then this page again.
        if (problem.status === 401 || problem.code === 'csrf') {
          this.dismiss();
        } else {
          refused(problem);
        }
      },
    });
  }

  private show(verdict: Verdict): void {
    this.current.set(verdict);
    void this.signal.give(appearanceOf(verdict, this.time).tone);
  }

  private changed(): void {
    this.attendance.refresh();
    this.guests.refresh();
  }
}

function whom(code: PresentedCode): { token: string } | { reference: string } {
  return code.kind === 'token' ? { token: code.token } : { reference: code.reference };
}
