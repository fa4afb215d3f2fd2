import { Component, ElementRef, computed, effect, inject, input, signal } from '@angular/core';
import { rxResource, takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { ReactiveFormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { filter, switchMap } from 'rxjs';

import { Admin } from '../../api/models';
import { Problem, toProblem } from '../../../core/api/problem';
import { LoadState } from '../../../shared/load-state';
import { Ask } from '../../parts/ask';
import { PageHeading } from '../../parts/page-heading';
import { ProblemNotice } from '../../parts/problem-notice';
import { StaleNotice } from '../../parts/stale-notice';
import { Tell } from '../../parts/tell';
import { HoldsChanges, guardWindow } from '../../parts/unsaved-changes';
import { faultOf } from '../parts/fault';
import { RecordForm } from '../parts/record-form';
import { SeasonApi, Venue } from '../season-api';
import { fillVenue, venueFields, venueForm } from './venue-form';

/** A place: how guests find it, and what they should know before they come. */
@Component({
  selector: 'az-venue-page',
  imports: [
    LoadState,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    PageHeading,
    ProblemNotice,
    ReactiveFormsModule,
    RouterLink,
    StaleNotice,
    TranslocoDirective,
  ],
  templateUrl: './venue-page.html',
})
export class VenuePage implements HoldsChanges {
  /** Of the route; unset for a venue that is to be made. */
  readonly id = input<string>();

  private readonly api = inject(SeasonApi);
  private readonly ask = inject(Ask);
  private readonly tell = inject(Tell);
  private readonly router = inject(Router);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  protected readonly form = venueForm();
  protected readonly record = new RecordForm(this.form, () => venueFields(this.form));
  protected readonly saved = rxResource({
    params: () => (this.id() === undefined ? undefined : Number(this.id())),
    stream: ({ params }) => this.api.venue(params),
  });
  protected readonly venue = signal<Venue | undefined>(undefined);
  protected readonly isNew = computed(() => this.id() === undefined);
  /** Why it was not deleted. */
  protected readonly kept = signal<Problem | null>(null);
  protected readonly faultOf = faultOf;

  private readonly untilDestroyed = takeUntilDestroyed<unknown>();

  constructor() {
    guardWindow(this);
    effect(() => {
      if (this.saved.hasValue()) {
        this.show(this.saved.value());
      }
    });
  }

  hasUnsavedChanges(): boolean {
    return this.form.dirty;
  }

  protected save(): void {
    if (!this.record.isReady(this.host.nativeElement)) {
      return;
    }
    const id = this.venue()?.id;
    this.record.send(
      id === undefined
        ? this.api.createVenue(venueFields(this.form) as Partial<Admin['NewVenue']>)
        : this.api.updateVenue(id, this.record.changes()),
      (venue) => {
        this.tell.done('manage.saved');
        this.show(venue);
        if (id === undefined) {
          void this.router.navigate(['/manage/venues', venue.id], { replaceUrl: true });
        }
      },
    );
  }

  protected saveMine(): void {
    this.record.overwrite();
    this.save();
  }

  protected delete({ id, name }: Venue): void {
    this.kept.set(null);
    this.ask
      .about('manageSeason.venue.deleting', { name })
      .pipe(
        filter((yes) => yes),
        switchMap(() => this.api.deleteVenue(id)),
        this.untilDestroyed,
      )
      .subscribe({
        next: () => {
          this.form.markAsPristine();
          this.tell.done('manageSeason.venue.deleted', { name });
          void this.router.navigate(['/manage/venues']);
        },
        error: (error: unknown) => {
          this.kept.set(toProblem(error));
        },
      });
  }

  private show(venue: Venue): void {
    this.venue.set(venue);
    fillVenue(this.form, venue);
    this.record.filled(venue.version);
  }
}
