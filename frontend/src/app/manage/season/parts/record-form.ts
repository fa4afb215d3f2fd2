import { computed, signal } from '@angular/core';
import { FormGroup } from '@angular/forms';
import { Observable, finalize } from 'rxjs';

import { Problem, toProblem } from '../../../core/api/problem';
import { isReady, markRefused } from '../../parts/refused-fields';

/** Fields of a record by the API's names, as the form has them now. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * A form over a record that others may edit as well. Saves one thing at a time, marks what the server refuses, and
 * sends only what was changed: two people who changed different fields lose nothing.
 */
export class RecordForm<F extends FormGroup> {
  /** The version that was read; undefined while the record is new. */
  private version: number | undefined;
  private before: Fields = {};

  readonly saving = signal(false);
  readonly problem = signal<Problem | null>(null);
  /** Somebody else has saved the record meanwhile. */
  readonly isStale = computed(() => this.problem()?.code === 'stale');
  /** What stands over the form; a stale record has a notice of its own. */
  readonly refusal = computed(() => (this.isStale() ? null : this.problem()));

  /**
   * @param form what is typed
   * @param fields reads the form as the API wants it
   */
  constructor(
    readonly form: F,
    private readonly fields: () => Fields,
  ) {}

  /** The form has just been filled with a record of this version. */
  filled(version?: number): void {
    this.version = version;
    this.before = this.fields();
    this.form.markAsPristine();
    this.form.markAsUntouched();
    this.problem.set(null);
  }

  /** A switch was thrown: that is a version of its own, unless somebody was faster, whom saving must then ask about. */
  switched(version: number): void {
    if (this.version !== undefined && version === this.version + 1) {
      this.version = version;
    }
  }

  /** Saves over what somebody else has saved: what was changed here, nothing else. */
  overwrite(): void {
    this.version = this.problem()?.document.current_version ?? this.version;
  }

  /** What was changed since the record was read, with the version that was read. */
  changes(): Record<string, unknown> & { version: number } {
    const changed = Object.entries(this.fields()).filter(
      ([name, value]) => value !== this.before[name],
    );
    return { ...Object.fromEntries(changed), version: this.version ?? 0 };
  }

  /** Whether what was typed is worth sending: {@link isReady}. */
  isReady(host: HTMLElement): boolean {
    return isReady(this.form, host);
  }

  /** Sends, unless something is on its way already. */
  send<T>(request: Observable<T>, done: (answer: T) => void): void {
    if (this.saving()) {
      return;
    }
    this.saving.set(true);
    this.problem.set(null);
    request
      .pipe(
        finalize(() => {
          this.saving.set(false);
        }),
      )
      .subscribe({
        next: (answer) => {
          this.form.markAsPristine();
          done(answer);
        },
        error: (error: unknown) => {
          const problem = toProblem(error);
          markRefused(this.form, problem);
          this.problem.set(problem);
        },
      });
  }
}
