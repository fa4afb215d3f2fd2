import { Component, inject, signal } from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';

import { CheckInResult } from '../../core/api/models';
import { toProblem } from '../../core/api/problem';
import { Notice } from '../../shared/notice';
import { StaffApi } from '../staff-api';
import { WalkInProblem, walkInForm, walkInProblem, walkInRequest } from './walk-in-form';

export interface WalkInData {
  readonly performanceId: number;
  /** Seats that are left, as far as the page knows. */
  readonly free: number;
}

/** People without a booking: booked, confirmed and let in with one press. Closes with what the server says. */
@Component({
  selector: 'az-walk-in-dialog',
  imports: [
    MatButtonModule,
    MatDialogModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    Notice,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  templateUrl: './walk-in-dialog.html',
  styleUrl: './walk-in-dialog.scss',
})
export class WalkInDialog {
  private readonly api = inject(StaffApi);
  private readonly dialog = inject<MatDialogRef<WalkInDialog, CheckInResult>>(MatDialogRef);

  protected readonly data = inject<WalkInData>(MAT_DIALOG_DATA);
  protected readonly form = walkInForm();
  protected readonly sending = signal(false);
  protected readonly problem = signal<WalkInProblem | null>(null);

  protected change(step: number): void {
    const { size } = this.form.controls;
    size.setValue(Math.max(1, (size.value || 1) + step));
  }

  protected submit(): void {
    this.form.markAllAsTouched();
    if (this.form.invalid || this.sending()) {
      return;
    }
    this.sending.set(true);
    this.problem.set(null);
    this.api.walkIn(walkInRequest(this.data.performanceId, this.form)).subscribe({
      next: (result) => {
        this.dialog.close(result);
      },
      error: (error: unknown) => {
        this.sending.set(false);
        const problem = toProblem(error);
        if (problem.status === 401 || problem.code === 'csrf') {
          this.dialog.close();
        } else {
          this.problem.set(walkInProblem(problem));
        }
      },
    });
  }
}
