import { BreakpointObserver } from '@angular/cdk/layout';
import { Component, computed, inject, signal } from '@angular/core';
import { takeUntilDestroyed, toSignal } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { MatSidenavModule } from '@angular/material/sidenav';
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { filter, map } from 'rxjs';

import { Notice } from '../../shared/notice';
import { Session } from '../../session/session';
import { OfficeLook } from './office-look';

interface Room {
  readonly name: string;
  readonly path: string;
  /** Only the very address is this room, not what lies under it. */
  readonly exact?: boolean;
}

/** The rooms of the office, grouped as a company thinks of them. */
const ROOMS: readonly { readonly group: string; readonly rooms: readonly Room[] }[] = [
  {
    group: 'tonight',
    rooms: [
      { name: 'dashboard', path: '/manage', exact: true },
      { name: 'reservations', path: '/manage/reservations' },
    ],
  },
  {
    group: 'season',
    rooms: [
      { name: 'performances', path: '/manage/performances' },
      { name: 'shows', path: '/manage/shows' },
      { name: 'venues', path: '/manage/venues' },
    ],
  },
  {
    group: 'operations',
    rooms: [
      { name: 'queue', path: '/manage/queue' },
      { name: 'emails', path: '/manage/emails' },
      { name: 'audit-log', path: '/manage/audit-log' },
    ],
  },
  {
    group: 'house',
    rooms: [
      { name: 'company', path: '/manage/company' },
      { name: 'users', path: '/manage/users' },
      { name: 'privacy', path: '/manage/privacy' },
    ],
  },
];

/** Below this the rooms hide behind a button. */
const NARROW = '(max-width: 59.99rem)';

/** The frame of the office: its rooms at the side, or behind a button on a phone, and who is in. */
@Component({
  selector: 'az-manage-shell',
  imports: [
    MatButtonModule,
    MatIconModule,
    MatSidenavModule,
    Notice,
    OfficeLook,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    TranslocoDirective,
  ],
  templateUrl: './manage-shell.html',
  styleUrl: './manage-shell.scss',
})
export class ManageShell {
  private readonly router = inject(Router);

  protected readonly session = inject(Session);
  protected readonly groups = ROOMS;
  protected readonly narrow = toSignal(
    inject(BreakpointObserver)
      .observe(NARROW)
      .pipe(map(({ matches }) => matches)),
    { requireSync: true },
  );
  private readonly asked = signal(false);
  /** Whether the rooms are shown: always where there is place, else when asked for. */
  protected readonly open = computed(() => !this.narrow() || this.asked());
  /** The server could not be asked to end the session: whoever sits down next is still logged in. */
  protected readonly stayed = signal(false);

  constructor() {
    this.router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        takeUntilDestroyed(),
      )
      .subscribe(() => {
        this.show(false);
      });
  }

  protected show(open: boolean): void {
    this.asked.set(open);
  }

  protected logout(): void {
    this.stayed.set(false);
    this.session.logout().subscribe({
      next: () => void this.router.navigate(['/staff/login']),
      error: () => {
        this.stayed.set(true);
      },
    });
  }
}
