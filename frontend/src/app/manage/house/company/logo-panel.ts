import { Component, computed, inject, input, output, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { TranslocoDirective } from '@jsverse/transloco';
import { Observable, filter, finalize, of, switchMap, takeWhile, timer } from 'rxjs';

import { Problem, toProblem } from '../../../core/api/problem';
import { Admin } from '../../api/models';
import { Ask } from '../../parts/ask';
import { ProblemNotice } from '../../parts/problem-notice';
import { Tell } from '../../parts/tell';
import { HouseApi } from '../house-api';

/** As the API takes it. */
const MOST_BYTES = 5_000_000;
/** Milliseconds between two questions whether the picture is ready, and how often it is asked at most. */
const ASK_EVERY = 1000;
const ASK_AT_MOST = 60;

/** The logo: sent at once when it is chosen, shown when a worker has prepared it. */
@Component({
  selector: 'az-logo-panel',
  imports: [
    MatButtonModule,
    MatIconModule,
    MatProgressBarModule,
    ProblemNotice,
    TranslocoDirective,
  ],
  templateUrl: './logo-panel.html',
  styleUrl: './logo-panel.scss',
})
export class LogoPanel {
  /** Path of the logo that the site shows. */
  readonly path = input<string | null>();
  /** What it says to those who do not see it. */
  readonly name = input('');
  /** The site shows another logo now, or none. */
  readonly changed = output();

  private readonly api = inject(HouseApi);
  private readonly ask = inject(Ask);
  private readonly tell = inject(Tell);

  protected readonly working = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  /** The picture was taken and could not be prepared, or that takes long: translation key. */
  protected readonly outcome = signal<string | null>(null);
  protected readonly sentence = computed(() => {
    const code = this.problem()?.code;
    return code === 'validation' || code === 'unsupported_media_type'
      ? 'manageHouse.logo.noPicture'
      : code === 'payload_too_large'
        ? 'manageHouse.logo.tooLarge'
        : undefined;
  });

  protected send(field: HTMLInputElement): void {
    const file = field.files?.[0];
    // So that the same file can be chosen once more.
    field.value = '';
    if (!file || this.working()) {
      return;
    }
    this.problem.set(null);
    this.outcome.set(null);
    if (file.size > MOST_BYTES) {
      this.problem.set({ code: 'payload_too_large', status: 413, document: {} });
      return;
    }
    this.working.set(true);
    this.api
      .uploadLogo(file)
      .pipe(
        switchMap((picture) => this.prepared(picture)),
        finalize(() => {
          this.working.set(false);
        }),
      )
      .subscribe({
        next: ({ status }) => {
          if (status === 'ready') {
            this.tell.done('manageHouse.logo.shown');
            this.changed.emit();
          } else {
            this.outcome.set(`manageHouse.logo.${status === 'failed' ? 'failed' : 'slow'}`);
          }
        },
        error: (error: unknown) => {
          this.problem.set(toProblem(error));
        },
      });
  }

  protected remove(): void {
    this.ask
      .about('manageHouse.logo.removeQuestion')
      .pipe(
        filter((yes) => yes),
        switchMap(() => this.api.removeLogo()),
      )
      .subscribe({
        next: () => {
          this.tell.done('manageHouse.logo.removed');
          this.changed.emit();
        },
        error: (error: unknown) => {
          this.tell.failed(error);
        },
      });
  }

  /** The last that is known of the picture: that it is ready, that it cannot be, or that it still waits. */
  private prepared(sent: Admin['Poster']): Observable<Admin['Poster']> {
    if (sent.status !== 'waiting') {
      return of(sent);
    }
    let asked = 0;
    return timer(ASK_EVERY, ASK_EVERY).pipe(
      switchMap(() => this.api.logo()),
      takeWhile(({ status }) => status === 'waiting' && ++asked < ASK_AT_MOST, true),
      filter(({ status }) => status !== 'waiting' || asked >= ASK_AT_MOST),
    );
  }
}
