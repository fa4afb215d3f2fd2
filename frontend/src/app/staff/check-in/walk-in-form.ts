import { FormControl, FormGroup, Validators } from '@angular/forms';

import { WalkInRequest } from '../../core/api/models';
import { Problem } from '../../core/api/problem';

/** As the server limits it. */
const LONGEST_NAME = 100;

export interface WalkInControls {
  readonly size: FormControl<number>;
  readonly name: FormControl<string>;
}

/** How many came in from the street, and how one of them is called if they care to say. */
export function walkInForm(): FormGroup<WalkInControls> {
  return new FormGroup<WalkInControls>({
    size: new FormControl(1, {
      nonNullable: true,
      validators: [Validators.required, Validators.min(1), Validators.pattern(/^\d+$/)],
    }),
    name: new FormControl('', {
      nonNullable: true,
      validators: [Validators.maxLength(LONGEST_NAME)],
    }),
  });
}

export function walkInRequest(
  performanceId: number,
  form: FormGroup<WalkInControls>,
): WalkInRequest {
  const { size, name } = form.getRawValue();
  const request = { performance_id: performanceId, party_size: size };
  return name.trim() ? { ...request, name: name.trim() } : request;
}

/** Why nobody was let in: a translation key and its values. */
export interface WalkInProblem {
  readonly code: string;
  readonly key: string;
  readonly values: Readonly<Record<string, number>>;
}

const SENTENCES = new Set(['validation', 'performance_cancelled', 'offline']);

export function walkInProblem({ code, document }: Problem): WalkInProblem {
  const left = document.available_seats ?? 0;
  const sentence =
    code === 'not_enough_seats'
      ? left === 0
        ? 'sold_out'
        : left === 1
          ? 'one_left'
          : code
      : SENTENCES.has(code)
        ? code
        : 'failed';
  return { code, key: `staff.walkIn.problem.${sentence}`, values: { count: left } };
}
