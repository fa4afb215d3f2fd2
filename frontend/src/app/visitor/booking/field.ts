import { Component, booleanAttribute, input } from '@angular/core';

/**
 * A label above a field, and below it what helps to fill it in, or what is wrong with it. The field itself is the content;
 * it has `name` as its id and `aria-describedby="{name}-below"`.
 */
@Component({
  selector: 'az-field',
  template: `
    <label [attr.for]="name()">
      {{ label() }}
      @if (required()) {
        <span aria-hidden="true">*</span>
      }
    </label>
    <ng-content />
    <div class="below" aria-live="polite" [id]="name() + '-below'">
      @if (fault(); as words) {
        <p class="fault" [attr.data-testid]="'error-' + name()">{{ words }}</p>
      } @else if (hint()) {
        <p>{{ hint() }}</p>
      }
    </div>
  `,
  styleUrl: './field.scss',
})
export class Field {
  /** Of the control. */
  readonly name = input.required<string>();
  readonly label = input.required<string>();
  readonly hint = input<string>();
  /** What is wrong, in words. */
  readonly fault = input<string | null>(null);
  readonly required = input(false, { transform: booleanAttribute });
}
