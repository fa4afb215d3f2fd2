import { Injectable, inject } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslocoService } from '@jsverse/transloco';

import { toProblem } from '../../core/api/problem';
import { problemKey } from './problem-text';

/** How long something that can be undone offers it: long enough to read, notice and reach the button. */
const UNDO_MS = 10_000;
const NEWS_MS = 4_000;
const TROUBLE_MS = 8_000;

/** Says what has happened, at the foot of the page and to screen readers. */
@Injectable({ providedIn: 'root' })
export class Tell {
  private readonly bar = inject(MatSnackBar);
  private readonly transloco = inject(TranslocoService);

  /** What was done; `undo` is offered for a while, where there is a way back. */
  done(key: string, values: Record<string, string | number> = {}, undo?: () => void): void {
    const text = this.transloco.translate(key, values);
    const action = undo && this.transloco.translate('manage.undo');
    const shown = this.bar.open(text, action, { duration: undo ? UNDO_MS : NEWS_MS });
    if (undo) {
      shown.onAction().subscribe(undo);
    }
  }

  /** Why something was not done, for acts that have no form to say it in. */
  failed(error: unknown): void {
    const problem = toProblem(error);
    const text = this.transloco.translate(problemKey(problem), { ...problem.document });
    const close = this.transloco.translate('manage.close');
    this.bar.open(text, close, { duration: TROUBLE_MS, politeness: 'assertive' });
  }
}
