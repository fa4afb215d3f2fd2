import { Component, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatCheckboxModule } from '@angular/material/checkbox';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';

/** A question with one choice beside it, in the language of the page. */
export interface Choice {
  readonly title: string;
  readonly text: string;
  /** What can be chosen; none where there is nothing to choose. */
  readonly option?: string;
  readonly chosen: boolean;
  readonly yes: string;
  readonly no: string;
}

/** Asks before an act, and how it is to be done; closes with the choice for yes, with nothing for no. */
@Component({
  selector: 'az-choice-dialog',
  imports: [MatButtonModule, MatCheckboxModule, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ choice.title }}</h2>
    <mat-dialog-content>
      <p>{{ choice.text }}</p>
      @if (choice.option) {
        <mat-checkbox
          data-testid="choice-option"
          [checked]="chosen()"
          (change)="chosen.set($event.checked)"
          >{{ choice.option }}</mat-checkbox
        >
      }
    </mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton mat-dialog-close type="button" data-testid="question-no">
        {{ choice.no }}
      </button>
      <button
        matButton="filled"
        type="button"
        data-testid="question-yes"
        [mat-dialog-close]="{ chosen: chosen() }"
      >
        {{ choice.yes }}
      </button>
    </mat-dialog-actions>
  `,
})
export class ChoiceDialog {
  protected readonly choice = inject<Choice>(MAT_DIALOG_DATA);
  protected readonly chosen = signal(this.choice.chosen);
}
