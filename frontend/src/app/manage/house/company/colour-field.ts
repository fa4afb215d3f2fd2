import { Component, computed, input, signal, effect } from '@angular/core';
import { FormControl, ReactiveFormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';

import { Scheme } from '../../../core/appearance/appearance';
import {
  LEGIBLE,
  PAGE,
  THEME_ACCENTS,
  contrastOnPages,
  isColour,
  wordsOn,
} from '../../../core/appearance/colour';

/** An accent: chosen from the system's palette or typed, seen at once, and measured whether it can be read. */
@Component({
  selector: 'az-colour-field',
  imports: [
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  templateUrl: './colour-field.html',
  styleUrl: './colour-field.scss',
})
export class ColourField {
  readonly control = input.required<FormControl<string>>();
  readonly scheme = input.required<Scheme>();
  /** In the language of the page. */
  readonly label = input.required<string>();

  private readonly typed = signal('');

  protected readonly page = computed(() => PAGE[this.scheme()]);
  /** The colour that pages would have. */
  protected readonly colour = computed(() =>
    isColour(this.typed()) ? this.typed() : THEME_ACCENTS[this.scheme()],
  );
  protected readonly words = computed(() => wordsOn(this.colour()));
  /** Of words in it, on the pages where it is hardest to read; rounded down, so that 4.5 is enough. */
  protected readonly contrast = computed(
    () => Math.floor(contrastOnPages(this.colour(), this.scheme()) * 10) / 10,
  );
  protected readonly isLegible = computed(
    () => contrastOnPages(this.colour(), this.scheme()) >= LEGIBLE,
  );

  constructor() {
    effect((onCleanup) => {
      const control = this.control();
      this.typed.set(control.value.trim());
      const typing = control.valueChanges.subscribe((value) => {
        this.typed.set(value.trim());
      });
      onCleanup(() => {
        typing.unsubscribe();
      });
    });
  }

  protected choose(colour: string): void {
    this.control().setValue(colour);
    this.control().markAsDirty();
    this.control().markAsTouched();
  }
}
