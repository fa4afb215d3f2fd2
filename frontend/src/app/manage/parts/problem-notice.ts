import { Component, ElementRef, computed, effect, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

import { Problem } from '../../core/api/problem';
import { Notice } from '../../shared/notice';
import { problemKey } from './problem-text';

/** Why a form was not saved. Takes the focus when it appears, so that it is read wherever the page was scrolled to. */
@Component({
  selector: 'az-problem-notice',
  imports: [Notice, TranslocoDirective],
  template: `
    @if (problem(); as problem) {
      <az-notice
        *transloco="let t"
        tone="problem"
        role="alert"
        data-testid="form-problem"
        [attr.data-code]="problem.code"
      >
        <p>{{ t(key(), values()) }}</p>
        <ng-content />
      </az-notice>
    }
  `,
  host: { tabindex: '-1' },
  styles: `
    :host {
      display: block;
      outline: none;
    }
  `,
})
export class ProblemNotice {
  readonly problem = input<Problem | null>(null);
  /** Another sentence than the usual one, where the page knows better; a translation key. */
  readonly sentence = input<string>();

  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly key = computed(() => {
    const problem = this.problem();
    return this.sentence() ?? (problem ? problemKey(problem) : '');
  });
  protected readonly values = computed(() => ({ ...this.problem()?.document }));

  constructor() {
    effect(() => {
      if (this.problem()) {
        this.host.nativeElement.focus();
        this.host.nativeElement.scrollIntoView({ block: 'nearest' });
      }
    });
  }
}
