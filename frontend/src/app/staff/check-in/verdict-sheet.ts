import {
  AfterViewInit,
  Component,
  ElementRef,
  OnDestroy,
  afterRenderEffect,
  booleanAttribute,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  viewChild,
} from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { MatProgressBarModule } from '@angular/material/progress-bar';
import { TranslocoDirective } from '@jsverse/transloco';

import { Verdict, remaining } from './verdict';
import { VerdictAppearance } from './verdict-appearance';

/**
 * The verdict over the whole screen: colour, icon, one word, who, and what to do. Enter does what the
 * largest button says, Escape goes on to the next guest.
 */
@Component({
  selector: 'az-verdict-sheet',
  imports: [MatButtonModule, MatIconModule, MatProgressBarModule, TranslocoDirective],
  templateUrl: './verdict-sheet.html',
  styleUrl: './verdict-sheet.scss',
  host: { '(keydown.enter)': 'ignoreHeldKey($event)' },
})
export class VerdictSheet implements AfterViewInit, OnDestroy {
  readonly verdict = input.required<Verdict>();
  readonly appearance = input.required<VerdictAppearance>();
  readonly busy = input(false, { transform: booleanAttribute });
  /** Let in so many of the party. */
  readonly admitted = output<number>();
  readonly undone = output();
  readonly retried = output();
  readonly dismissed = output();

  private readonly sheet = viewChild.required<ElementRef<HTMLDialogElement>>('sheet');

  /** There is more to do than going on to the next guest. */
  protected readonly hasMainAct = computed(
    () => this.appearance().canAdmit || this.appearance().canRetry,
  );
  protected readonly remaining = computed(() => remaining(this.verdict()));
  /** How many are at the door: all who remain, until somebody says otherwise. */
  protected readonly count = linkedSignal({ source: this.verdict, computation: remaining });

  constructor() {
    const host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
    // The main act of each verdict is the next key pressed.
    afterRenderEffect(() => {
      this.verdict();
      host.querySelector<HTMLElement>('[data-main-act]')?.focus();
    });
  }

  ngAfterViewInit(): void {
    this.sheet().nativeElement.showModal();
  }

  ngOnDestroy(): void {
    // Gives the focus back to where it was before.
    this.sheet().nativeElement.close();
  }

  protected change(step: number): void {
    this.count.update((count) => Math.min(this.remaining(), Math.max(1, count + step)));
  }

  protected admit(): void {
    if (!this.busy()) {
      this.admitted.emit(this.count());
    }
  }

  /** A key that is still held down from typing the code must not let anybody in. */
  protected ignoreHeldKey(event: Event): void {
    if (event instanceof KeyboardEvent && event.repeat) {
      event.preventDefault();
    }
  }

  protected onCancel(event: Event): void {
    // Whether the sheet is open is for the page to say.
    event.preventDefault();
    this.dismissed.emit();
  }
}
