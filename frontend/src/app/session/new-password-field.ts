import { Component, computed, input, signal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { FormControl, ReactiveFormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { switchMap } from 'rxjs';

import { LONGEST_PASSWORD, SHORTEST_PASSWORD, passwordFault } from './new-password';

/** A field to choose a password in; it can be looked at, which is better than typing it twice. */
@Component({
  selector: 'az-new-password-field',
  imports: [
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  template: `
    <mat-form-field *transloco="let t">
      <mat-label>{{ label() }}</mat-label>
      <input
        matInput
        autocomplete="new-password"
        autocapitalize="none"
        spellcheck="false"
        required
        [type]="shown() ? 'text' : 'password'"
        [formControl]="control()"
        [attr.data-testid]="testId()"
      />
      <button
        matIconButton
        matSuffix
        type="button"
        [attr.aria-label]="t('session.newPassword.show')"
        [attr.aria-pressed]="shown()"
        [attr.data-testid]="testId() + '-show'"
        (click)="show(!shown())"
      >
        <mat-icon [svgIcon]="shown() ? 'hidden' : 'shown'" />
      </button>
      <mat-hint>{{ t('session.newPassword.hint', limits) }}</mat-hint>
      <mat-error [attr.data-testid]="testId() + '-fault'" [attr.data-fault]="fault()">{{
        fault() && t('session.newPassword.fault.' + fault(), limits)
      }}</mat-error>
    </mat-form-field>
  `,
  styles: `
    mat-form-field {
      display: block;
      inline-size: 100%;
    }
  `,
})
export class NewPasswordField {
  readonly control = input.required<FormControl<string>>();
  /** In the language of the page. */
  readonly label = input.required<string>();
  readonly testId = input('new-password');

  protected readonly limits = { shortest: SHORTEST_PASSWORD, longest: LONGEST_PASSWORD };
  protected readonly shown = signal(false);
  private readonly happened = toSignal(
    toObservable(this.control).pipe(switchMap((control) => control.events)),
  );
  protected readonly fault = computed(() => {
    this.happened();
    return passwordFault(this.control());
  });

  /** Lets the password be read, or hides it again. */
  show(shown: boolean): void {
    this.shown.set(shown);
  }
}
