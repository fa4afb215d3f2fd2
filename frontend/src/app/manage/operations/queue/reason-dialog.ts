import { Component, Injectable, inject } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import {
  MAT_DIALOG_DATA,
  MatDialog,
  MatDialogModule,
  MatDialogRef,
} from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';
import { Observable, filter } from 'rxjs';

/** As the API takes it. */
const LONGEST = 300;

interface Wording {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
}

/** Asks for the reason of an act, which colleagues will read; closes with it. */
@Component({
  selector: 'az-reason-dialog',
  imports: [
    MatButtonModule,
    MatDialogModule,
    MatFormFieldModule,
    MatInputModule,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  template: `
    <form *transloco="let t" novalidate [formGroup]="form" (ngSubmit)="send()">
      <h2 mat-dialog-title>{{ wording.title }}</h2>
      <mat-dialog-content>
        <p>{{ wording.text }}</p>
        <mat-form-field>
          <mat-label>{{ t('manageOperations.reason.label') }}</mat-label>
          <input matInput required data-testid="reason" formControlName="reason" />
          <mat-hint>{{ t('manageOperations.reason.hint') }}</mat-hint>
          <mat-error>{{ t('manageOperations.reason.needed') }}</mat-error>
        </mat-form-field>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton mat-dialog-close type="button" data-testid="reason-no">
          {{ wording.no }}
        </button>
        <button matButton="filled" type="submit" data-testid="reason-yes">{{ wording.yes }}</button>
      </mat-dialog-actions>
    </form>
  `,
  styles: `
    mat-form-field {
      inline-size: 100%;
    }
  `,
})
export class ReasonDialog {
  private readonly itself = inject<MatDialogRef<ReasonDialog, string>>(MatDialogRef);

  protected readonly wording = inject<Wording>(MAT_DIALOG_DATA);
  protected readonly form = new FormGroup({
    reason: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.pattern(/\S/), Validators.maxLength(LONGEST)],
    }),
  });

  protected send(): void {
    this.form.markAllAsTouched();
    if (this.form.valid) {
      this.itself.close(this.form.getRawValue().reason.trim());
    }
  }
}

/** Asks why before an act that others will wonder about. */
@Injectable({ providedIn: 'root' })
export class AskWhy {
  private readonly dialog = inject(MatDialog);
  private readonly transloco = inject(TranslocoService);

  /**
   * Asks what the translations under `key` say (`title`, `text`, `yes`, `no`).
   * @returns the reason, if the answer was yes
   */
  about(key: string, values: Record<string, string | number> = {}): Observable<string> {
    const say = (part: string) => this.transloco.translate(`${key}.${part}`, values);
    const data: Wording = {
      title: say('title'),
      text: say('text'),
      yes: say('yes'),
      no: say('no'),
    };
    return this.dialog
      .open<ReasonDialog, Wording, string>(ReasonDialog, {
        data,
        autoFocus: 'input',
        maxWidth: '32rem',
      })
      .afterClosed()
      .pipe(filter((reason) => reason !== undefined));
  }
}
