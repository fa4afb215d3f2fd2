import { HttpEventType } from '@angular/common/http';
import {
  Component,
  DestroyRef,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { TranslocoDirective } from '@jsverse/transloco';
import { Observable, filter, last, switchMap, takeWhile, tap, timer } from 'rxjs';

import { toProblem } from '../../../core/api/problem';
import { Notice } from '../../../shared/notice';
import { Poster as PosterPicture } from '../../../shared/poster';
import { Ask } from '../../parts/ask';
import { Tell } from '../../parts/tell';
import { Poster, SeasonApi, Show } from '../season-api';
import { refusalOf } from './poster-refusal';

/** How often the worker is asked whether the picture is ready; it takes seconds. */
const LOOK_MS = 1000;

/** Where the picture stands that was chosen. */
export type Step = 'none' | 'sending' | 'waiting' | 'failed' | 'refused';

/** A show's poster: sends a picture, waits until it is prepared, replaces or removes it. */
@Component({
  selector: 'az-poster-panel',
  imports: [
    MatButtonModule,
    MatIconModule,
    MatProgressBarModule,
    Notice,
    PosterPicture,
    TranslocoDirective,
  ],
  templateUrl: './poster-panel.html',
  styleUrl: './poster-panel.scss',
})
export class PosterPanel {
  readonly show = input.required<Show>();
  /** Visitors see another poster now, or none. */
  readonly changed = output();

  private readonly api = inject(SeasonApi);
  private readonly ask = inject(Ask);
  private readonly tell = inject(Tell);
  private readonly destroyed = inject(DestroyRef);

  protected readonly step = signal<Step>('none');
  /** Of the upload, 0 to 100. */
  protected readonly sent = signal(0);
  /** Why the picture was not taken: a translation key. */
  protected readonly refusal = signal('');
  /** The picture that was chosen, until it is prepared: an address of this browser. */
  protected readonly preview = signal<string | null>(null);
  protected readonly isOver = signal(false);
  private readonly watched = signal(0);

  constructor() {
    this.destroyed.onDestroy(() => {
      this.forgetPreview();
    });
    // A picture that was sent a moment ago, perhaps on another page, is still being prepared.
    effect(() => {
      const { id } = this.show();
      if (untracked(this.watched) !== id) {
        this.watched.set(id);
        this.catchUp(id);
      }
    });
  }

  protected chosen(picker: HTMLInputElement): void {
    const file = picker.files?.item(0);
    // So that choosing the same file once more is a change.
    picker.value = '';
    if (file) {
      this.send(file);
    }
  }

  protected over(event: DragEvent, isOver: boolean): void {
    event.preventDefault();
    this.isOver.set(isOver);
  }

  protected dropped(event: DragEvent): void {
    this.over(event, false);
    const file = event.dataTransfer?.files.item(0);
    if (file) {
      this.send(file);
    }
  }

  protected remove(): void {
    const { id, title } = this.show();
    this.ask
      .about('manageSeason.poster.removing', { title })
      .pipe(
        filter((yes) => yes),
        switchMap(() => this.api.removePoster(id)),
        takeUntilDestroyed(this.destroyed),
      )
      .subscribe({
        next: () => {
          this.end('none');
          this.tell.done('manageSeason.poster.removed');
          this.changed.emit();
        },
        error: (error: unknown) => {
          this.tell.failed(error);
        },
      });
  }

  private send(file: File): void {
    if (this.step() === 'sending') {
      return;
    }
    const { id } = this.show();
    this.forgetPreview();
    this.preview.set(URL.createObjectURL(file));
    this.sent.set(0);
    this.step.set('sending');
    this.api
      .sendPoster(id, file)
      .pipe(
        tap((event) => {
          if (event.type === HttpEventType.UploadProgress && event.total) {
            this.sent.set(Math.round((100 * event.loaded) / event.total));
          }
        }),
        last(),
        takeUntilDestroyed(this.destroyed),
      )
      .subscribe({
        next: () => {
          this.wait(id);
        },
        error: (error: unknown) => {
          this.refusal.set(refusalOf(toProblem(error)));
          this.end('refused');
        },
      });
  }

  private catchUp(id: number): void {
    this.api
      .poster(id)
      .pipe(takeUntilDestroyed(this.destroyed))
      .subscribe({
        next: ({ status }) => {
          if (status === 'waiting') {
            this.wait(id);
          } else if (status === 'failed') {
            this.step.set('failed');
          }
        },
        // Most shows never had a picture sent; and what is asked here, nobody waits for.
        error: () => undefined,
      });
  }

  private wait(id: number): void {
    this.step.set('waiting');
    this.standing(id)
      .pipe(takeUntilDestroyed(this.destroyed))
      .subscribe({
        next: ({ status }) => {
          if (status === 'ready') {
            this.end('none');
            this.tell.done('manageSeason.poster.ready');
            this.changed.emit();
          } else {
            this.end('failed');
          }
        },
        error: (error: unknown) => {
          this.end('none');
          this.tell.failed(error);
        },
      });
  }

  /** Where the picture stands once it waits no more. */
  private standing(id: number): Observable<Poster> {
    return timer(LOOK_MS, LOOK_MS).pipe(
      switchMap(() => this.api.poster(id)),
      takeWhile(({ status }) => status === 'waiting', true),
      last(),
    );
  }

  private end(step: Step): void {
    this.step.set(step);
    this.forgetPreview();
  }

  private forgetPreview(): void {
    const shown = this.preview();
    if (shown) {
      URL.revokeObjectURL(shown);
      this.preview.set(null);
    }
  }
}
