import { Component, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule } from '@angular/material/dialog';
import { MatIconModule } from '@angular/material/icon';
import { TranslocoDirective } from '@jsverse/transloco';

/** A party at the door. */
export interface Arrival {
  readonly name: string;
  /** How many are still to come in. */
  readonly remaining: number;
}

/** Asks how many of a party come in; closes with the number, or with nothing. */
@Component({
  selector: 'az-admit-dialog',
  imports: [MatButtonModule, MatDialogModule, MatIconModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <h2 mat-dialog-title>{{ t('manageDesk.admit.title', { name: arrival.name }) }}</h2>
      <mat-dialog-content>
        <p>{{ t('manageDesk.admit.text', { count: arrival.remaining }) }}</p>
        <div class="stepper">
          <button
            matIconButton
            type="button"
            data-testid="admit-fewer"
            [attr.aria-label]="t('booking.fewer')"
            [disabled]="count() <= 1"
            (click)="count.set(count() - 1)"
          >
            <mat-icon svgIcon="minus" />
          </button>
          <output data-testid="admit-count">{{ count() }}</output>
          <button
            matIconButton
            type="button"
            data-testid="admit-more"
            [attr.aria-label]="t('booking.more')"
            [disabled]="count() >= arrival.remaining"
            (click)="count.set(count() + 1)"
          >
            <mat-icon svgIcon="plus" />
          </button>
        </div>
      </mat-dialog-content>
      <mat-dialog-actions align="end">
        <button matButton mat-dialog-close type="button">{{ t('manage.cancel') }}</button>
        <button
          matButton="filled"
          type="button"
          data-testid="admit-submit"
          [mat-dialog-close]="count()"
        >
          {{ t('manageDesk.admit.submit') }}
        </button>
      </mat-dialog-actions>
    </ng-container>
  `,
  styles: `
    .stepper {
      display: flex;
      align-items: center;
      justify-content: center;
      gap: 1.5rem;
    }

    output {
      min-inline-size: 2ch;
      font-size: 2.5rem;
      text-align: center;
      font-variant-numeric: tabular-nums;
    }
  `,
})
export class AdmitDialog {
  protected readonly arrival = inject<Arrival>(MAT_DIALOG_DATA);
  protected readonly count = signal(this.arrival.remaining);
}
