import { Component, computed, input } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { MatRadioModule } from '@angular/material/radio';
import { TranslocoDirective } from '@jsverse/transloco';
import { merge, switchMap } from 'rxjs';

import { DetailsForm, fieldFault } from './user-form';

/** Name, address and role: what new accounts and old ones are asked for alike. */
@Component({
  selector: 'az-details-fields',
  imports: [
    MatFormFieldModule,
    MatInputModule,
    MatRadioModule,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  templateUrl: './details-fields.html',
  styles: `
    :host {
      display: grid;
      gap: 1.25rem;
    }

    .roles {
      display: grid;
      gap: 0.5rem;
    }

    small {
      display: block;
      font: var(--mat-sys-body-medium);
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class DetailsFields {
  readonly controls = input.required<DetailsForm['controls']>();

  private readonly happened = toSignal(
    toObservable(this.controls).pipe(
      switchMap(({ display_name, email }) => merge(display_name.events, email.events)),
    ),
  );
  protected readonly faults = computed(() => {
    this.happened();
    const { display_name, email } = this.controls();
    return {
      name: fieldFault('display_name', display_name.errors),
      email: fieldFault('email', email.errors),
    };
  });
}
