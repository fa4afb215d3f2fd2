import { Injectable, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { TranslocoService } from '@jsverse/transloco';
import { Observable, map } from 'rxjs';

import { Question, QuestionDialog } from './question-dialog';

/** Asks the person before a destructive act. */
@Injectable({ providedIn: 'root' })
export class Ask {
  private readonly dialog = inject(MatDialog);
  private readonly transloco = inject(TranslocoService);

  /**
   * Asks what the translations under `key` say (`title`, `text`, `yes`, `no`), with `values` filled in.
   * @returns whether the answer was yes; completes after it
   */
  about(key: string, values: Record<string, string | number> = {}): Observable<boolean> {
    const say = (part: string) => this.transloco.translate(`${key}.${part}`, values);
    const data: Question = {
      title: say('title'),
      text: say('text'),
      yes: say('yes'),
      no: say('no'),
    };
    return this.dialog
      .open<QuestionDialog, Question, boolean>(QuestionDialog, {
        data,
        autoFocus: 'first-tabbable',
        maxWidth: '32rem',
      })
      .afterClosed()
      .pipe(map((answer) => answer === true));
  }
}
