import { Provider } from '@angular/core';
import {
  MAT_FORM_FIELD_DEFAULT_OPTIONS,
  MatFormFieldDefaultOptions,
} from '@angular/material/form-field';

const OUTLINED: MatFormFieldDefaultOptions = { appearance: 'outline', subscriptSizing: 'dynamic' };

/** How all form fields look. Given where forms are, not at the root: pages without a form do without the fields' code. */
export function provideFormFields(): Provider {
  return { provide: MAT_FORM_FIELD_DEFAULT_OPTIONS, useValue: OUTLINED };
}
