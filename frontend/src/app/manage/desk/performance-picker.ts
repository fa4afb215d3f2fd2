import {
  Component,
  booleanAttribute,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
} from '@angular/core';
import { FormControl, ReactiveFormsModule } from '@angular/forms';
import { rxResource, toSignal } from '@angular/core/rxjs-interop';
import { MatAutocompleteModule } from '@angular/material/autocomplete';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { catchError, debounceTime, forkJoin, map, of } from 'rxjs';

import { SiteTime } from '../../core/time/site-time';
import { Admin } from '../api/models';
import { DeskApi } from './desk-api';

type Performance = Admin['ManagedPerformance'];

/** Long enough that a word is typed, short enough that nobody waits. */
const PAUSE_MS = 200;
/** Performances of each kind that are offered at once. */
const OFFERED = 12;

/** Chooses a performance by the words of its show or venue; the next ones are offered first. */
@Component({
  selector: 'az-performance-picker',
  imports: [
    MatAutocompleteModule,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  templateUrl: './performance-picker.html',
  styles: `
    :host,
    mat-form-field {
      display: block;
      inline-size: 100%;
    }
  `,
})
export class PerformancePicker {
  /** The chosen performance's row id. */
  readonly value = input<number | null>(null);
  readonly label = input.required<string>();
  /** Whether those that were played can be chosen as well. */
  readonly past = input(false, { transform: booleanAttribute });
  /** What is wrong with the choice, in the language of the page. */
  readonly fault = input<string | null>(null);
  readonly picked = output<Performance | null>();

  private readonly api = inject(DeskApi);
  private readonly time = inject(SiteTime);
  private readonly now = new Date().toISOString();

  protected readonly groups = ['next', 'played'] as const;
  protected readonly field = new FormControl<string | Performance | null>(null);
  private readonly typed = toSignal(this.field.valueChanges.pipe(debounceTime(PAUSE_MS)), {
    initialValue: null,
  });
  private readonly words = computed(() => {
    const typed = this.typed();
    return typeof typed === 'string' ? typed.trim() : '';
  });
  /** Nothing is asked for until somebody comes to the field. */
  protected readonly visited = signal(false);
  protected readonly offers = rxResource({
    params: () => (this.visited() ? { words: this.words(), past: this.past() } : undefined),
    stream: ({ params: { words, past } }) =>
      forkJoin({
        next: this.api.performances('from', this.now, words, OFFERED),
        played: past
          ? this.api.performances('to', this.now, words, OFFERED)
          : of([] as readonly Performance[]),
      }),
  });
  protected readonly matcher = {
    isErrorState: () => this.fault() !== null,
  };
  protected readonly write = (choice: string | Performance | null): string =>
    choice === null || typeof choice === 'string' ? (choice ?? '') : this.title(choice);

  constructor() {
    // The address or the link that led here may name a performance of which only the number is known.
    effect(() => {
      const id = this.value();
      untracked(() => {
        this.show(id);
      });
    });
  }

  protected title({ show, starts_at }: Performance): string {
    return `${show.title} · ${this.time.dateTime(starts_at, 'short-day')}`;
  }

  protected choose(performance: Performance): void {
    this.picked.emit(performance);
  }

  /** An emptied field is a choice too; words that lead to none are not. */
  protected leave(): void {
    const left = this.field.value;
    if (left === null || left === '') {
      if (this.value() !== null) {
        this.picked.emit(null);
      }
    }
  }

  protected clear(): void {
    this.field.setValue(null);
    this.picked.emit(null);
  }

  private show(id: number | null): void {
    const shown = this.field.value;
    if (id === null) {
      if (shown !== null && typeof shown !== 'string') {
        this.field.setValue(null);
      }
      return;
    }
    if (shown !== null && typeof shown !== 'string' && shown.id === id) {
      return;
    }
    this.api
      .performance(id)
      .pipe(
        map((performance): Performance | null => performance),
        // There is none of this number: the field then shows that none is chosen.
        catchError(() => of(null)),
      )
      .subscribe((performance) => {
        this.field.setValue(performance);
        if (performance && !this.past()) {
          this.picked.emit(performance);
        }
      });
  }
}
