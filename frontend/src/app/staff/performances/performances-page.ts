import { Component, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { SiteTime } from '../../core/time/site-time';
import { LoadState } from '../../shared/load-state';
import { Notice } from '../../shared/notice';
import { Session } from '../../session/session';
import { StaffApi } from '../staff-api';

/** Which door? The performances of today, or of another day. */
@Component({
  selector: 'az-performances-page',
  imports: [
    LoadState,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    Notice,
    RouterLink,
    TranslocoDirective,
  ],
  templateUrl: './performances-page.html',
  styleUrl: './performances-page.scss',
})
export class PerformancesPage {
  private readonly router = inject(Router);

  protected readonly session = inject(Session);
  protected readonly time = inject(SiteTime);
  /** `YYYY-MM-DD`; empty for the theatre's today, which the server knows. */
  protected readonly day = signal('');
  /** The server could not be asked to end the session: whoever takes the phone next is still logged in. */
  protected readonly stayed = signal(false);
  protected readonly performances = inject(StaffApi).performances(this.day);

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
