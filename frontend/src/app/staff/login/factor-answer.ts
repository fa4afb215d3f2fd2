import { AbstractControl, ValidationErrors, ValidatorFn } from '@angular/forms';

import { SecondStep } from '../../core/api/models';

/** What a person answers the second step with. */
export type AnswerKind = 'code' | 'recovery_code';

const FORM_OF: Record<AnswerKind, RegExp> = {
  code: /^\d{6}$/,
  recovery_code: /^[A-Z0-9]{16}$/,
};

/** Without what people put between groups; digits of apps and recovery codes are written in both ways. */
function bare(typed: string): string {
  return typed.replace(/[\s-]/g, '').toUpperCase();
}

/** Whether `typed` can be such an answer at all; whether it is right, the server knows. */
export function looksLike(kind: AnswerKind, typed: string): boolean {
  return FORM_OF[kind].test(bare(typed));
}

/** The same for a form. */
export function answerOf(kind: () => AnswerKind): ValidatorFn {
  return ({ value }: AbstractControl<string>): ValidationErrors | null =>
    looksLike(kind(), value) ? null : { answer: true };
}

/** The second step of a login, as the API takes it. */
export function secondStep(pendingToken: string, kind: AnswerKind, typed: string): SecondStep {
  return { pending_token: pendingToken, [kind]: bare(typed) };
}
