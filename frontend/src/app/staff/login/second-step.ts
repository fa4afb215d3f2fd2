import {
  Component,
  ElementRef,
  Injector,
  afterNextRender,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';

import { toProblem } from '../../core/api/problem';
import { SiteTime } from '../../core/time/site-time';
import { Notice } from '../../shared/notice';
import { Session } from '../../session/session';
import { AnswerKind, answerOf, secondStep } from './factor-answer';

const SENTENCES = new Set([
  'wrong_code',
  'wrong_recovery',
  'second_factor_unreadable',
  'rate_limited',
  'offline',
]);

/** The second step of a login: the code of an app, or one of the codes put aside for the day without it. */
@Component({
  selector: 'az-second-step',
  imports: [
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    Notice,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  templateUrl: './second-step.html',
  styleUrl: './second-step.scss',
})
export class SecondStep {
  /** What the first step answered; it opens nothing but this one. */
  readonly pendingToken = input.required<string>();
  /** When this step is over, an instant of the API. */
  readonly expiresAt = input.required<string>();
  /** The person is in. */
  readonly entered = output();
  /** The password has to be given again; why, where the server says so. */
  readonly over = output<string | null>();

  private readonly session = inject(Session);
  private readonly injector = inject(Injector);
  private readonly field = viewChild<ElementRef<HTMLInputElement>>('field');

  protected readonly time = inject(SiteTime);
  protected readonly kind = signal<AnswerKind>('code');
  protected readonly answer = new FormControl('', {
    nonNullable: true,
    validators: [answerOf(() => this.kind())],
  });
  protected readonly form = new FormGroup({ answer: this.answer });
  protected readonly sending = signal(false);
  protected readonly problem = signal<string | null>(null);

  constructor() {
    this.focus();
  }

  protected use(kind: AnswerKind): void {
    this.kind.set(kind);
    this.answer.reset();
    this.problem.set(null);
    this.focus();
  }

  protected submit(): void {
    this.answer.markAsTouched();
    if (this.answer.invalid || this.sending()) {
      this.focus();
      return;
    }
    this.sending.set(true);
    this.problem.set(null);
    const step = secondStep(this.pendingToken(), this.kind(), this.answer.value);
    this.session.secondStep(step).subscribe({
      next: () => {
        this.entered.emit();
      },
      error: (error: unknown) => {
        this.refused(toProblem(error).code);
      },
    });
  }

  protected sentence(code: string): string {
    return `session.secondStep.problem.${SENTENCES.has(code) ? code : 'failed'}`;
  }

  private refused(code: string): void {
    this.sending.set(false);
    if (code === 'login_not_pending') {
      this.over.emit(code);
      return;
    }
    if (code === 'wrong_code') {
      this.answer.reset();
    }
    const isRecovery = code === 'wrong_code' && this.kind() === 'recovery_code';
    this.problem.set(isRecovery ? 'wrong_recovery' : code);
    this.focus();
  }

  private focus(): void {
    afterNextRender(() => this.field()?.nativeElement.focus(), { injector: this.injector });
  }
}
