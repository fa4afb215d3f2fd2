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

import { Problem, toProblem } from '../../../core/api/problem';
import { LoadState } from '../../../shared/load-state';
import { Admin } from '../../api/models';
import { Ask } from '../../parts/ask';
import { PageHeading } from '../../parts/page-heading';
import { ProblemNotice } from '../../parts/problem-notice';
import { StaleNotice } from '../../parts/stale-notice';
import { Tell } from '../../parts/tell';
import { HoldsChanges, guardWindow } from '../../parts/unsaved-changes';
import { faultOf } from '../parts/fault';
import { RecordForm } from '../parts/record-form';
import { SeasonApi, Show } from '../season-api';
import { PosterPanel } from './poster-panel';
import { fillShow, showFields, showForm } from './show-form';

/** A production: its words, its poster, and whether visitors see it. */
@Component({
  selector: 'az-show-page',
  imports: [
    LoadState,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    PageHeading,
    PosterPanel,
    ProblemNotice,
    ReactiveFormsModule,
    RouterLink,
    StaleNotice,
    TranslocoDirective,
  ],
  templateUrl: './show-page.html',
  styles: `
    .beside {
      display: grid;
      gap: 2rem 3rem;
    }

    @media (min-width: 75rem) {
      .beside.with-poster {
        grid-template-columns: minmax(0, 44rem) minmax(16rem, 20rem);
      }
    }

    .links {
      display: flex;
      flex-wrap: wrap;
      gap: 0.75rem;
      align-items: center;
    }
  `,
})
export class ShowPage implements HoldsChanges {
  /** Of the route; unset for a show that is to be made. */
  readonly id = input<string>();

  private readonly api = inject(SeasonApi);
  private readonly ask = inject(Ask);
  private readonly tell = inject(Tell);
  private readonly router = inject(Router);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  protected readonly form = showForm();
  protected readonly record = new RecordForm(this.form, () => showFields(this.form));
  protected readonly saved = rxResource({
    params: () => (this.id() === undefined ? undefined : Number(this.id())),
    stream: ({ params }) => this.api.show(params),
  });
  protected readonly show = signal<Show | undefined>(undefined);
  protected readonly isNew = computed(() => this.id() === undefined);
  /** Why it was not deleted. */
  protected readonly kept = signal<Problem | null>(null);
  protected readonly faultOf = faultOf;

  private readonly untilDestroyed = takeUntilDestroyed<unknown>();

  constructor() {
    guardWindow(this);
    effect(() => {
      if (this.saved.hasValue()) {
        this.fill(this.saved.value());
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
    const id = this.show()?.id;
    this.record.send(
      id === undefined
        ? this.api.createShow(showFields(this.form) as Partial<Admin['NewShow']>)
        : this.api.updateShow(id, this.record.changes()),
      (show) => {
        this.fill(show);
        if (id === undefined) {
          this.tell.done('manageSeason.show.made');
          void this.router.navigate(['/manage/shows', show.id], { replaceUrl: true });
        } else {
          this.tell.done('manage.saved');
        }
      },
    );
  }

  protected saveMine(): void {
    this.record.overwrite();
    this.save();
  }

  /** Shows it to visitors or hides it; what is typed in the form stays as it is. */
  protected publish(id: number, published: boolean): void {
    this.api.switchShow(id, published ? 'publish' : 'unpublish').subscribe({
      next: (show) => {
        this.show.set(show);
        this.record.switched(show.version);
        this.tell.done(`manageSeason.show.${published ? 'published' : 'hidden'}`, {}, () => {
          this.publish(id, !published);
        });
      },
      error: (error: unknown) => {
        this.tell.failed(error);
      },
    });
  }

  /** The worker has prepared another poster, or it was removed: that is no edit of the form. */
  protected posterChanged(id: number): void {
    this.api.show(id).subscribe({
      next: (show) => {
        this.show.set(show);
        this.record.switched(show.version);
      },
      error: (error: unknown) => {
        this.tell.failed(error);
      },
    });
  }

  protected delete({ id, title }: Show): void {
    this.kept.set(null);
    this.ask
      .about('manageSeason.show.deleting', { title })
      .pipe(
        filter((yes) => yes),
        switchMap(() => this.api.deleteShow(id)),
        this.untilDestroyed,
      )
      .subscribe({
        next: () => {
          this.form.markAsPristine();
          this.tell.done('manageSeason.show.deleted', { title });
          void this.router.navigate(['/manage/shows']);
        },
        error: (error: unknown) => {
          this.kept.set(toProblem(error));
        },
      });
  }

  private fill(show: Show): void {
    this.show.set(show);
    fillShow(this.form, show);
    this.record.filled(show.version);
  }
}
