import {
  Component,
  DOCUMENT,
  computed,
  inject,
  input,
  numberAttribute,
  signal,
} from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatIconModule } from '@angular/material/icon';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { toProblem } from '../../core/api/problem';
import { Language } from '../../core/language/language';
import { SiteTime } from '../../core/time/site-time';
import { LoadState } from '../../shared/load-state';
import { liveRead } from '../parts/live-read';
import { PageHeading } from '../parts/page-heading';
import { SearchField } from '../parts/search-field';
import { DeskApi, guestFile } from './desk-api';
import { byName, found } from './guest-order';
import { ReservationState } from './reservation-state';

/** Milliseconds between two quiet looks. */
const LOOK_EVERY = 30_000;

/** Who comes to a performance: on the screen, on paper, and as a file. */
@Component({
  selector: 'az-guests-page',
  imports: [
    LoadState,
    MatButtonModule,
    MatIconModule,
    PageHeading,
    ReservationState,
    RouterLink,
    SearchField,
    TranslocoDirective,
  ],
  templateUrl: './guests-page.html',
  styleUrl: './guests-page.scss',
})
export class GuestsPage {
  /** The performance's row id; from the route. */
  readonly id = input.required<number, unknown>({ transform: numberAttribute });

  private readonly api = inject(DeskApi);
  private readonly document = inject(DOCUMENT);
  private readonly language = inject(Language);

  protected readonly time = inject(SiteTime);
  protected readonly live = liveRead({
    of: () => this.id(),
    read: (id: number, context) => this.api.guestsOf(id, context),
    pace: () => LOOK_EVERY,
  });
  protected readonly search = signal('');
  protected readonly isMissing = computed(() => toProblem(this.live.error()).status === 404);
  private readonly guests = computed(() =>
    byName(this.live.value()?.guests ?? [], this.language.current()),
  );
  protected readonly shown = computed(() => found(this.guests(), this.search()));
  /** On paper stands everybody, whatever is looked for on the screen; who has no seat stands apart. */
  protected readonly expected = computed(() =>
    this.guests().filter(({ status }) => status === 'confirmed'),
  );
  protected readonly waiting = computed(() =>
    this.guests().filter(({ status }) => status === 'pending'),
  );

  protected file(ending: 'csv' | 'xlsx'): string {
    return guestFile(this.id(), ending, this.language.current());
  }

  protected print(): void {
    this.document.defaultView?.print();
  }
}
