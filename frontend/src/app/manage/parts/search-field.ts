import { Component, input, output } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { Subject, debounceTime, distinctUntilChanged } from 'rxjs';

/** Long enough that a word is typed, short enough that nobody waits. */
const PAUSE_MS = 200;

/** A search that follows the typing. */
@Component({
  selector: 'az-search-field',
  imports: [MatButtonModule, MatFormFieldModule, MatIconModule, MatInputModule],
  template: `
    <mat-form-field>
      <mat-label>{{ label() }}</mat-label>
      <mat-icon matPrefix svgIcon="search" />
      <input
        #field
        matInput
        type="search"
        autocomplete="off"
        spellcheck="false"
        maxlength="200"
        data-testid="list-search"
        [value]="value()"
        (input)="typed.next(field.value)"
      />
    </mat-form-field>
  `,
  styles: `
    :host,
    mat-form-field {
      display: block;
      inline-size: 100%;
    }
  `,
})
export class SearchField {
  /** What is searched, in the language of the page. */
  readonly label = input.required<string>();
  readonly value = input('');
  /** What is looked for now. */
  readonly searched = output<string>();

  protected readonly typed = new Subject<string>();

  constructor() {
    this.typed
      .pipe(debounceTime(PAUSE_MS), distinctUntilChanged(), takeUntilDestroyed())
      .subscribe((text) => {
        this.searched.emit(text.trim());
      });
  }
}
