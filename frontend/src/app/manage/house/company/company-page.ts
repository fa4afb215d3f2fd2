import { Component, ElementRef, effect, inject, signal, untracked } from '@angular/core';
import { ReactiveFormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { finalize } from 'rxjs';

import { Problem, toProblem } from '../../../core/api/problem';
import { LANGUAGE_CODES } from '../../../core/language/language-code';
import { Company } from '../../../core/company';
import { LoadState } from '../../../shared/load-state';
import { PageHeading } from '../../parts/page-heading';
import { ProblemNotice } from '../../parts/problem-notice';
import { isReady, markRefused } from '../../parts/refused-fields';
import { StaleNotice } from '../../parts/stale-notice';
import { Tell } from '../../parts/tell';
import { HoldsChanges, guardWindow } from '../../parts/unsaved-changes';
import { HouseApi } from '../house-api';
import { ColourField } from './colour-field';
import { CompanyField, companyEdit, companyForm, fill } from './company-form';
import { LogoPanel } from './logo-panel';

/** Fields whose faults have sentences of their own. */
const OWN_FAULT: Partial<Record<CompanyField, string>> = {
  contact_email: 'email',
  contact_phone: 'phone',
};

/** What the company says of itself on its site. */
@Component({
  selector: 'az-company-page',
  imports: [
    ColourField,
    LoadState,
    LogoPanel,
    MatButtonModule,
    MatFormFieldModule,
    MatInputModule,
    PageHeading,
    ProblemNotice,
    ReactiveFormsModule,
    StaleNotice,
    TranslocoDirective,
  ],
  templateUrl: './company-page.html',
  styles: `
    .hint {
      margin: 0;
      font: var(--mat-sys-body-medium);
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class CompanyPage implements HoldsChanges {
  private readonly api = inject(HouseApi);
  private readonly company = inject(Company);
  private readonly tell = inject(Tell);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  protected readonly settings = this.api.company();
  protected readonly form = companyForm();
  protected readonly languages = LANGUAGE_CODES;
  protected readonly footer = { it: 'footer_it', en: 'footer_en' } as const;
  protected readonly notice = { it: 'privacy_it', en: 'privacy_en' } as const;
  protected readonly saving = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  private version = 0;

  constructor() {
    guardWindow(this);
    effect(() => {
      if (!this.settings.hasValue()) {
        return;
      }
      const settings = this.settings.value();
      untracked(() => {
        this.version = settings.version;
        // A logo that was sent meanwhile must not take away what was typed.
        if (!this.form.dirty) {
          fill(this.form, settings);
        }
      });
    });
  }

  hasUnsavedChanges(): boolean {
    return this.form.dirty;
  }

  /** The translation key of a field's first fault, once the field was left or the form was sent. */
  protected fault(name: CompanyField): string | null {
    const control = this.form.controls[name];
    if (control.valid || !control.touched) {
      return null;
    }
    const fault = control.hasError('maxlength') ? 'long' : (OWN_FAULT[name] ?? 'refused');
    return `manageHouse.company.fault.${fault}`;
  }

  protected save(): void {
    if (this.saving()) {
      return;
    }
    if (!isReady(this.form, this.host.nativeElement)) {
      return;
    }
    this.problem.set(null);
    this.saving.set(true);
    this.api
      .saveCompany(companyEdit(this.form, this.version))
      .pipe(
        finalize(() => {
          this.saving.set(false);
        }),
      )
      .subscribe({
        next: (saved) => {
          this.form.markAsPristine();
          this.settings.set(saved);
          this.company.ask(saved.version);
          this.tell.done('manage.saved');
        },
        error: (error: unknown) => {
          const problem = toProblem(error);
          this.problem.set(problem);
          markRefused(this.form, problem);
        },
      });
  }

  protected showTheirs(): void {
    this.problem.set(null);
    this.form.markAsPristine();
    this.settings.reload();
  }

  protected saveMine(): void {
    const current: unknown = this.problem()?.document.current_version;
    if (typeof current === 'number') {
      this.version = current;
      this.save();
    }
  }

  /** The logo is saved by itself and raises the version. */
  protected logoChanged(): void {
    this.settings.reload();
    this.company.ask(Date.now());
  }
}
