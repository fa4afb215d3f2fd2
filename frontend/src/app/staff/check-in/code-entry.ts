import { Component, booleanAttribute, input, model, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';

/** Where a code is typed, pasted, or written by a scanner that plays keyboard. */
@Component({
  selector: 'az-code-entry',
  imports: [MatButtonModule, MatFormFieldModule, MatIconModule, MatInputModule, TranslocoDirective],
  template: `
    <form *transloco="let t" novalidate (submit)="submit($event)">
      <mat-form-field>
        <mat-label>{{ t('staff.code.label') }}</mat-label>
        <input
          #field
          matInput
          type="text"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck="false"
          enterkeyhint="go"
          data-testid="manual-code"
          [value]="text()"
          (input)="text.set(field.value)"
        />
      </mat-form-field>
      <button
        matButton="outlined"
        type="submit"
        class="big"
        data-testid="manual-submit"
        [attr.aria-disabled]="busy()"
      >
        {{ t('staff.code.submit') }}
      </button>
    </form>
  `,
  styles: `
    form {
      display: grid;
      grid-template-columns: 1fr auto;
      align-items: stretch;
      gap: 0.5rem;
    }

    button {
      block-size: auto;
      min-block-size: 3.5rem;
    }
  `,
})
export class CodeEntry {
  /** What is written in the field: it outlives a refusal, so that a slip can be corrected. */
  readonly text = model('');
  readonly busy = input(false, { transform: booleanAttribute });
  readonly entered = output<string>();

  protected submit(event: Event): void {
    event.preventDefault();
    const text = this.text().trim();
    if (text && !this.busy()) {
      this.entered.emit(text);
    }
  }
}
