import { Component, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';

/** A question, in the language of the page. */
export interface Question {
  readonly title: string;
  /** What will happen, and whether it can be undone. */
  readonly text: string;
  /** The verb that does it ("Cancel the performance"), never a bare "yes". */
  readonly yes: string;
  /** How to leave things as they are. */
  readonly no: string;
}

/** Asks once before what cannot be taken back; closes with `true` for yes. */
@Component({
  selector: 'az-question-dialog',
  imports: [MatButtonModule, MatDialogModule],
  template: `
    <h2 mat-dialog-title>{{ question.title }}</h2>
    <mat-dialog-content>{{ question.text }}</mat-dialog-content>
    <mat-dialog-actions align="end">
      <button matButton mat-dialog-close type="button" data-testid="question-no">
        {{ question.no }}
      </button>
      <button matButton="filled" type="button" data-testid="question-yes" [mat-dialog-close]="true">
        {{ question.yes }}
      </button>
    </mat-dialog-actions>
  `,
})
export class QuestionDialog {
  protected readonly question = inject<Question>(MAT_DIALOG_DATA);
}
