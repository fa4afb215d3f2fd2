import { Component, DOCUMENT, computed, inject, input, output, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatCheckboxModule } from '@angular/material/checkbox';
import { MatIconModule } from '@angular/material/icon';
import { TranslocoDirective, TranslocoService } from '@jsverse/transloco';

import { Company } from '../../../core/company';
import { Notice } from '../../../shared/notice';
import { CopyButton } from '../copy-button';

const FILE_NAME = 'recovery-codes.txt';

/** Recovery codes, which are shown this once: to copy, to keep as a file, to print. */
@Component({
  selector: 'az-recovery-codes',
  imports: [
    CopyButton,
    MatButtonModule,
    MatCheckboxModule,
    MatIconModule,
    Notice,
    TranslocoDirective,
  ],
  template: `
    <div *transloco="let t" class="codes" data-testid="recovery-codes">
      <az-notice tone="success" role="status">
        <p>{{ t('managePeople.factor.codesLead') }}</p>
      </az-notice>
      <ol>
        @for (code of codes(); track code) {
          <li data-testid="recovery-code">{{ code }}</li>
        }
      </ol>
      <div class="ways">
        <az-copy-button testId="recovery-copy" [text]="text()" />
        <button
          matButton="outlined"
          type="button"
          data-testid="recovery-download"
          (click)="download()"
        >
          <mat-icon svgIcon="download" />{{ t('managePeople.factor.download') }}
        </button>
        <button matButton="outlined" type="button" data-testid="recovery-print" (click)="print()">
          <mat-icon svgIcon="print" />{{ t('managePeople.factor.print') }}
        </button>
      </div>
      <mat-checkbox
        data-testid="recovery-acknowledge"
        [checked]="isKept()"
        (change)="isKept.set($event.checked)"
      >
        {{ t('managePeople.factor.kept') }}
      </mat-checkbox>
      <div>
        <button
          matButton="filled"
          type="button"
          data-testid="recovery-done"
          [disabled]="!isKept()"
          (click)="kept.emit()"
        >
          {{ t('managePeople.factor.done') }}
        </button>
      </div>
    </div>
  `,
  styleUrl: './recovery-codes.scss',
})
export class RecoveryCodes {
  readonly codes = input.required<readonly string[]>();
  /** The person says to have kept them. */
  readonly kept = output();

  private readonly company = inject(Company);
  private readonly document = inject(DOCUMENT);
  private readonly transloco = inject(TranslocoService);

  protected readonly isKept = signal(false);
  protected readonly text = computed(
    () =>
      `${this.company.name()} · ${this.transloco.translate('managePeople.factor.codes')}\n\n${this.codes().join('\n')}\n`,
  );

  protected download(): void {
    const address = URL.createObjectURL(new Blob([this.text()], { type: 'text/plain' }));
    const link = this.document.createElement('a');
    link.href = address;
    link.download = FILE_NAME;
    link.click();
    URL.revokeObjectURL(address);
  }

  protected print(): void {
    this.document.defaultView?.print();
  }
}
