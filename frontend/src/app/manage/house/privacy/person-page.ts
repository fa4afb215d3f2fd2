import { Component, DOCUMENT, ElementRef, inject, signal } from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { MatRadioModule } from '@angular/material/radio';
import { TranslocoDirective } from '@jsverse/transloco';
import { filter, finalize } from 'rxjs';

import { Problem, toProblem } from '../../../core/api/problem';
import { SiteTime } from '../../../core/time/site-time';
import { siteDay } from '../../../core/time/wall-clock';
import { Notice } from '../../../shared/notice';
import { Admin } from '../../api/models';
import { Ask } from '../../parts/ask';
import { PageHeading } from '../../parts/page-heading';
import { ProblemNotice } from '../../parts/problem-notice';
import { isReady, markRefused } from '../../parts/refused-fields';
import { HouseApi } from '../house-api';

/**
 * A person asks what is known of them, or to be forgotten. Their address is in this page only: never in an
 * address of a page, nor in the name of a file.
 */
@Component({
  selector: 'az-person-page',
  imports: [
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    MatRadioModule,
    Notice,
    PageHeading,
    ProblemNotice,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  templateUrl: './person-page.html',
  styleUrl: './person-page.scss',
})
export class PersonPage {
  private readonly api = inject(HouseApi);
  private readonly ask = inject(Ask);
  private readonly document = inject(DOCUMENT);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  protected readonly time = inject(SiteTime);
  protected readonly form = new FormGroup({
    email: new FormControl('', {
      nonNullable: true,
      validators: [Validators.required, Validators.email, Validators.maxLength(254)],
    }),
    upcoming: new FormControl<Admin['UpcomingSeats']>('keep', { nonNullable: true }),
  });
  protected readonly working = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly found = signal<Admin['PersonExport'] | null>(null);
  protected readonly erased = signal<Admin['ErasedPerson'] | null>(null);

  protected export(): void {
    if (!this.begin()) {
      return;
    }
    this.working.set(true);
    this.api
      .exportPerson(this.email())
      .pipe(
        finalize(() => {
          this.working.set(false);
        }),
      )
      .subscribe({
        next: (found) => {
          this.erased.set(null);
          this.found.set(found);
        },
        error: (error: unknown) => {
          this.refused(error);
        },
      });
  }

  protected erase(): void {
    if (!this.begin()) {
      return;
    }
    const { upcoming } = this.form.getRawValue();
    this.ask
      .about(`manageHouse.person.${upcoming === 'keep' ? 'eraseKeeping' : 'eraseCancelling'}`, {
        email: this.email(),
      })
      .pipe(filter((yes) => yes))
      .subscribe(() => {
        this.working.set(true);
        this.api
          .erasePerson(this.email(), upcoming)
          .pipe(
            finalize(() => {
              this.working.set(false);
            }),
          )
          .subscribe({
            next: (erased) => {
              this.found.set(null);
              this.erased.set(erased);
            },
            error: (error: unknown) => {
              this.refused(error);
            },
          });
      });
  }

  protected download(found: Admin['PersonExport']): void {
    const file = new Blob([JSON.stringify(found, null, 2)], { type: 'application/json' });
    const link = this.document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = `dati-personali-${siteDay(found.exported_at)}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  private email(): string {
    return this.form.controls.email.value.trim();
  }

  private begin(): boolean {
    const begins = isReady(this.form, this.host.nativeElement) && !this.working();
    if (begins) {
      this.problem.set(null);
    }
    return begins;
  }

  private refused(error: unknown): void {
    const problem = toProblem(error);
    this.problem.set(problem);
    markRefused(this.form, problem);
  }
}
