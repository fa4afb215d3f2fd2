import {
  DestroyRef,
  Component,
  ViewContainerRef,
  effect,
  inject,
  input,
  signal,
} from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { MatIconModule } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { CheckInResult } from '../../core/api/models';
import { Appearance } from '../../core/appearance/appearance';
import { PageTitles } from '../../core/navigation/page-titles';
import { SiteTime } from '../../core/time/site-time';
import { LoadState } from '../../shared/load-state';
import { Notice } from '../../shared/notice';
import { AdmissionCount } from './admission-count';
import { Attendance } from './attendance';
import { CheckInStore } from './check-in-store';
import { CodeEntry } from './code-entry';
import { DoorSettings } from './door-settings';
import { GuestList } from './guest-list';
import { GuestSearch } from './guest-search';
import { Scanner } from './scanner/scanner';
import { VerdictSheet } from './verdict-sheet';
import { VerdictSignal } from './verdict-signal';
import { WalkInData, WalkInDialog } from './walk-in-dialog';

/** The door of one performance, on a phone in the dark. */
@Component({
  selector: 'az-check-in-page',
  imports: [
    AdmissionCount,
    CodeEntry,
    GuestList,
    LoadState,
    MatButtonModule,
    MatIconModule,
    Notice,
    RouterLink,
    Scanner,
    TranslocoDirective,
    VerdictSheet,
  ],
  providers: [Attendance, CheckInStore, DoorSettings, GuestSearch, VerdictSignal],
  templateUrl: './check-in-page.html',
  styleUrl: './check-in-page.scss',
})
export class CheckInPage {
  /** Of the performance; from the route. */
  readonly id = input.required<string>();

  private readonly dialog = inject(MatDialog);
  private readonly view = inject(ViewContainerRef);

  protected readonly attendance = inject(Attendance);
  protected readonly guests = inject(GuestSearch);
  protected readonly settings = inject(DoorSettings);
  protected readonly store = inject(CheckInStore);
  protected readonly time = inject(SiteTime);
  protected readonly performance = this.attendance.performance;
  /** What is written in the field for codes, wherever that field is shown. */
  protected readonly code = signal('');

  constructor() {
    inject(DestroyRef).onDestroy(inject(Appearance).dim());
    const titles = inject(PageTitles);
    effect(() => {
      this.store.open(Number(this.id()));
    });
    effect(() => {
      const performance = this.performance();
      if (performance) {
        titles.name(performance.show.title);
      }
    });
    // Somebody came in by another door: the list shows it, too.
    effect(() => {
      if (this.attendance.numbers()) {
        this.guests.refresh();
      }
    });
  }

  protected dismiss(): void {
    this.store.dismiss();
    this.code.set('');
  }

  protected openWalkIn(): void {
    const data: WalkInData = {
      performanceId: Number(this.id()),
      free: this.performance()?.available_seats ?? 0,
    };
    this.dialog
      .open<WalkInDialog, WalkInData, CheckInResult>(WalkInDialog, {
        data,
        viewContainerRef: this.view,
        width: '26rem',
        maxWidth: 'calc(100vw - 2rem)',
      })
      .afterClosed()
      .subscribe((result) => {
        if (result) {
          this.store.walkedIn(result);
        }
      });
  }
}
