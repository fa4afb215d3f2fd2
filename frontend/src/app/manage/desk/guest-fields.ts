import { Component, booleanAttribute, input } from '@angular/core';
import { FormGroup, ReactiveFormsModule } from '@angular/forms';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { MatSelectModule } from '@angular/material/select';
import { TranslocoDirective } from '@jsverse/transloco';

import { GuestControls } from './guest-form';

/** The fields of a guest and a party, for a booking by hand and for a correction. */
@Component({
  selector: 'az-guest-fields',
  imports: [
    MatFormFieldModule,
    MatInputModule,
    MatSelectModule,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  templateUrl: './guest-fields.html',
  styles: `
    :host {
      display: contents;
    }
  `,
})
export class GuestFields {
  readonly form = input.required<FormGroup<GuestControls>>();
  /** Whether mails will go to the guest, for which an address is needed. */
  readonly emailNeeded = input(false, { transform: booleanAttribute });

  /** The translation key of a field's first fault. */
  protected fault(name: keyof GuestControls): string | null {
    const control = this.form().controls[name];
    if (control.valid || !control.touched) {
      return null;
    }
    const [first] = Object.keys(control.errors ?? {});
    return `manageDesk.fault.${name}.${first ?? 'refused'}`;
  }
}
