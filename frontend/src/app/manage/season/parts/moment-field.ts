import {
  ChangeDetectorRef,
  Component,
  DestroyRef,
  afterNextRender,
  booleanAttribute,
  inject,
  input,
  signal,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { ControlValueAccessor, NgControl } from '@angular/forms';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';

import { faultOf } from './fault';
import { dayOf, momentOf, timeOf } from './moment';

/** A day and a time by the clock on the theatre's wall, as two fields of one control. */
@Component({
  selector: 'az-moment-field',
  imports: [MatFormFieldModule, MatInputModule, TranslocoDirective],
  template: `
    <div *transloco="let t" role="group" [attr.aria-label]="label()">
      <span class="label" aria-hidden="true">{{ label() }}{{ required() ? ' *' : '' }}</span>
      <div class="two">
        <mat-form-field>
          <mat-label>{{ t('manageSeason.moment.day') }}</mat-label>
          <input
            #day
            matInput
            type="date"
            min="2000-01-01"
            max="2199-12-31"
            [attr.data-testid]="name() + '-day'"
            [attr.aria-invalid]="fault() !== null"
            [attr.aria-describedby]="fault() ? name() + '-fault' : null"
            [value]="shownDay()"
            [disabled]="disabled()"
            [required]="required()"
            (input)="typed(day.value, time.value)"
            (blur)="left()"
          />
        </mat-form-field>
        <mat-form-field>
          <mat-label>{{ t('manageSeason.moment.time') }}</mat-label>
          <input
            #time
            matInput
            type="time"
            [attr.data-testid]="name() + '-time'"
            [attr.aria-invalid]="fault() !== null"
            [attr.aria-describedby]="fault() ? name() + '-fault' : null"
            [value]="shownTime()"
            [disabled]="disabled()"
            [required]="required()"
            (input)="typed(day.value, time.value)"
            (blur)="left()"
          />
        </mat-form-field>
      </div>
      @if (fault(); as fault) {
        <p class="fault" [id]="name() + '-fault'" [attr.data-testid]="'error-' + name()">
          {{ t(fault.key, fault.values) }}
        </p>
      } @else if (hint()) {
        <p class="hint">{{ hint() }}</p>
      }
    </div>
  `,
  styles: `
    :host {
      display: block;
    }

    .label {
      display: block;
      margin-block-end: 0.5rem;
      font: var(--mat-sys-label-large);
      color: var(--mat-sys-on-surface-variant);
    }

    .two {
      display: grid;
      grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
      gap: 0.75rem;
    }

    p {
      margin: 0.25rem 0 0;
      padding-inline: 1rem;
      font: var(--mat-sys-body-small);
    }

    .hint {
      color: var(--mat-sys-on-surface-variant);
    }

    .fault {
      color: var(--mat-sys-error);
    }
  `,
})
export class MomentField implements ControlValueAccessor {
  /** In the language of the page. */
  readonly label = input.required<string>();
  readonly hint = input('');
  /** Of the field in the API. */
  readonly name = input.required<string>();
  readonly required = input(false, { transform: booleanAttribute });

  private readonly control = inject(NgControl, { self: true });
  protected readonly shownDay = signal('');
  protected readonly shownTime = signal('');
  protected readonly disabled = signal(false);

  private changed: (moment: string) => void = () => undefined;
  private touched: () => void = () => undefined;

  constructor() {
    this.control.valueAccessor = this;
    const changes = inject(ChangeDetectorRef);
    const destroyed = inject(DestroyRef);
    // What the form around does to the control, such as marking it as touched, is no signal.
    afterNextRender(() => {
      this.control.control?.events.pipe(takeUntilDestroyed(destroyed)).subscribe(() => {
        changes.markForCheck();
      });
    });
  }

  writeValue(moment: string | null): void {
    this.shownDay.set(dayOf(moment ?? ''));
    this.shownTime.set(timeOf(moment ?? ''));
  }

  registerOnChange(changed: (moment: string) => void): void {
    this.changed = changed;
  }

  registerOnTouched(touched: () => void): void {
    this.touched = touched;
  }

  setDisabledState(disabled: boolean): void {
    this.disabled.set(disabled);
  }

  protected fault() {
    const { control } = this.control;
    return control && faultOf(control);
  }

  protected typed(day: string, time: string): void {
    this.shownDay.set(day);
    this.shownTime.set(time);
    this.changed(momentOf(day, time));
  }

  protected left(): void {
    // Going from the day to the time is no leaving: half a moment is no fault yet.
    if (this.shownDay() && this.shownTime()) {
      this.touched();
    }
  }
}
