import { Component, computed, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { Observable } from 'rxjs';

import { Enrolment } from '../../../core/api/models';
import { Problem, toProblem } from '../../../core/api/problem';
import { SiteTime } from '../../../core/time/site-time';
import { LoadState } from '../../../shared/load-state';
import { Tell } from '../../parts/tell';
import { AccountApi } from './account-api';
import { EnrolmentForm } from './enrolment-form';
import { PasswordProof } from './password-proof';
import { RecoveryCodes } from './recovery-codes';

/** What the password is asked for. */
type Act = 'begin' | 'renew' | 'remove';

type Stage =
  | { readonly step: 'rest' }
  | { readonly step: 'proof'; readonly act: Act }
  | { readonly step: 'enrolment'; readonly enrolment: Enrolment }
  | { readonly step: 'codes'; readonly codes: readonly string[] };

/** One's second factor: from the first code of an app to the recovery codes, and out again. */
@Component({
  selector: 'az-own-second-factor',
  imports: [
    EnrolmentForm,
    LoadState,
    MatButtonModule,
    PasswordProof,
    RecoveryCodes,
    TranslocoDirective,
  ],
  templateUrl: './own-second-factor.html',
  styles: `
    .doings {
      display: flex;
      flex-wrap: wrap;
      gap: 0.75rem;
    }
  `,
})
export class OwnSecondFactor {
  private readonly api = inject(AccountApi);
  private readonly tell = inject(Tell);

  protected readonly time = inject(SiteTime);
  protected readonly factor = this.api.secondFactor();
  protected readonly stage = signal<Stage>({ step: 'rest' });
  protected readonly sending = signal(false);
  protected readonly problem = signal<Problem | null>(null);

  /** Whether codes are on the screen that nobody has said to have kept. */
  readonly showsCodes = computed(() => this.stage().step === 'codes');

  protected ask(act: Act): void {
    this.go({ step: 'proof', act });
  }

  protected rest(): void {
    this.go({ step: 'rest' });
  }

  protected prove(act: Act, password: string): void {
    switch (act) {
      case 'begin':
        this.send(this.api.beginSecondFactor(password), (enrolment) => {
          this.go({ step: 'enrolment', enrolment });
        });
        break;
      case 'renew':
        this.send(this.api.renewRecoveryCodes(password), ({ recovery_codes: codes }) => {
          this.go({ step: 'codes', codes });
        });
        break;
      case 'remove':
        this.send(this.api.removeSecondFactor(password), () => {
          this.rest();
          this.factor.reload();
          this.tell.done('managePeople.factor.removed');
        });
        break;
    }
  }

  protected confirm(code: string): void {
    this.send(this.api.confirmSecondFactor(code), ({ recovery_codes: codes }) => {
      this.go({ step: 'codes', codes });
    });
  }

  protected keep(): void {
    this.rest();
    this.factor.reload();
  }

  private go(stage: Stage): void {
    this.problem.set(null);
    this.stage.set(stage);
  }

  private send<T>(act: Observable<T>, then: (answer: T) => void): void {
    this.sending.set(true);
    this.problem.set(null);
    act.subscribe({
      next: (answer) => {
        this.sending.set(false);
        then(answer);
      },
      error: (error: unknown) => {
        this.sending.set(false);
        this.problem.set(toProblem(error));
      },
    });
  }
}
