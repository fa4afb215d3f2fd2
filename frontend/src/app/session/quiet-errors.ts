import { FactoryProvider } from '@angular/core';
import { AbstractControl } from '@angular/forms';
import { ErrorStateMatcher } from '@angular/material/core';

/**
 * Fields are red only once they were touched: a password that was sent and is empty again needs no reproach.
 */
export const QUIET_ERRORS: FactoryProvider = {
  provide: ErrorStateMatcher,
  useFactory: (): ErrorStateMatcher => ({
    isErrorState: (control: AbstractControl | null) =>
      control !== null && control.invalid && control.touched,
  }),
};
