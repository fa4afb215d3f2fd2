import { Component, Injector } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatDialog, MatDialogModule } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

/** Asks once before seats are given back; closes with `true` for yes. */
@Component({
  selector: 'az-cancel-dialog',
  imports: [MatButtonModule, MatDialogModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <h2 mat-dialog-title>{{ t('ticket.cancelDialog.title') }}</h2>
      <mat-dialog-content>{{ t('ticket.cancelDialog.text') }}</mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton mat-dialog-close type="button" data-testid="cancel-dialog-keep">
          {{ t('ticket.cancelDialog.keep') }}
        </button>
        <button
          matButton="filled"
          type="button"
          data-testid="cancel-dialog-confirm"
          [mat-dialog-close]="true"
        >
          {{ t('ticket.cancelDialog.confirm') }}
        </button>
      </mat-dialog-actions>
    </ng-container>
  `,
})
export class CancelDialog {}

/** Whether the person, asked once more, wants to give the seats back. */
export async function confirmCancelling(injector: Injector): Promise<boolean> {
  const dialog = injector
    .get(MatDialog)
    .open<CancelDialog, unknown, boolean>(CancelDialog, { restoreFocus: true });
  return (await firstValueFrom(dialog.afterClosed())) ?? false;
}
