import { Clipboard } from '@angular/cdk/clipboard';
import { Component, effect, inject, input, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { TranslocoDirective } from '@jsverse/transloco';

/** Puts a text into the clipboard, and says so on the button. */
@Component({
  selector: 'az-copy-button',
  imports: [MatButtonModule, MatIconModule, TranslocoDirective],
  template: `
    <button
      *transloco="let t"
      matButton="outlined"
      type="button"
      [attr.data-testid]="testId()"
      (click)="copy()"
    >
      <mat-icon [svgIcon]="copied() ? 'check' : 'copy'" />
      <span aria-live="polite">{{
        t(copied() ? 'managePeople.copied' : 'managePeople.copy')
      }}</span>
    </button>
  `,
})
export class CopyButton {
  readonly text = input.required<string>();
  readonly testId = input('copy');

  private readonly clipboard = inject(Clipboard);
  protected readonly copied = signal(false);

  constructor() {
    effect(() => {
      // Another text has not been copied yet.
      this.text();
      this.copied.set(false);
    });
  }

  protected copy(): void {
    this.copied.set(this.clipboard.copy(this.text()));
  }
}
