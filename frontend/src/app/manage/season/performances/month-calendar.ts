import {
  Component,
  ElementRef,
  computed,
  inject,
  input,
  linkedSignal,
  output,
} from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { SiteTime } from '../../../core/time/site-time';
import { Performance } from '../season-api';
import { addMonths, byDay, dayAfterKey, monthOf, weeksOf } from './month';
import { STATUS_LOOK } from './status-look';

/** A month of performances: a grid of days that the arrow keys walk, and on a phone the days that have any. */
@Component({
  selector: 'az-month-calendar',
  imports: [MatButtonModule, MatIconModule, RouterLink, TranslocoDirective],
  templateUrl: './month-calendar.html',
  styleUrl: './month-calendar.scss',
})
export class MonthCalendar {
  /** `YYYY-MM`. */
  readonly month = input.required<string>();
  /** The theatre's day; empty until it is known. */
  readonly today = input('');
  readonly performances = input.required<readonly Performance[]>();
  /** Another month is wanted. */
  readonly turned = output<string>();
  /** A performance is wanted on this day. */
  readonly added = output<string>();

  protected readonly time = inject(SiteTime);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  protected readonly look = STATUS_LOOK;
  protected readonly weeks = computed(() => weeksOf(this.month()));
  protected readonly days = computed(() => byDay(this.performances()));
  protected readonly agenda = computed(() =>
    [...this.days()].filter(([day]) => monthOf(day) === this.month()),
  );
  protected readonly name = computed(() => this.written(`${this.month()}-01`, 'month-and-year'));
  /** The one day that the Tab key reaches. */
  protected readonly active = linkedSignal<{ month: string; today: string }, string>({
    source: () => ({ month: this.month(), today: this.today() }),
    computation: ({ month, today }, before) => {
      if (before && monthOf(before.value) === month) {
        return before.value;
      }
      return monthOf(today) === month ? today : `${month}-01`;
    },
  });

  protected written(day: string, style: 'day' | 'month-and-year' | 'short-weekday' | 'weekday') {
    return this.time.date(`${day}T12:00:00Z`, style);
  }

  protected turn(months: number): void {
    this.turned.emit(addMonths(this.month(), months));
  }

  protected inMonth(day: string): boolean {
    return monthOf(day) === this.month();
  }

  protected pressed(event: KeyboardEvent): void {
    // The links of a day keep their own keys.
    if (!(event.target instanceof HTMLElement) || event.target.dataset['day'] === undefined) {
      return;
    }
    if (event.key === 'Enter') {
      // Else the link that gets the focus would be followed by the same key.
      event.preventDefault();
      this.opened(this.active());
      return;
    }
    const day = dayAfterKey(this.active(), event.key);
    if (day === undefined) {
      return;
    }
    event.preventDefault();
    this.active.set(day);
    if (!this.inMonth(day)) {
      this.turned.emit(monthOf(day));
    }
    setTimeout(() => {
      this.host.nativeElement.querySelector<HTMLElement>(`[data-day="${day}"]`)?.focus();
    });
  }

  /** Enter on a day goes to what is played on it, or plans something. */
  private opened(day: string): void {
    const link = this.host.nativeElement.querySelector<HTMLElement>(`[data-day="${day}"] a`);
    if (link) {
      link.focus();
    } else {
      this.added.emit(day);
    }
  }
}
