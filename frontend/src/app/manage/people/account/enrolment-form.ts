import {
  Component,
  ElementRef,
  computed,
  effect,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';
import { FormControl, FormGroup, ReactiveFormsModule, Validators } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatIconModule } from '@angular/material/icon';
import { MatInputModule } from '@angular/material/input';
import { DomSanitizer } from '@angular/platform-browser';
import { TranslocoDirective } from '@jsverse/transloco';

import { Enrolment } from '../../../core/api/models';
import { Problem } from '../../../core/api/problem';
import { QUIET_ERRORS } from '../../../session/quiet-errors';
import { svgDataUrl } from '../../../shared/svg-data-url';
import { ProblemNotice } from '../../parts/problem-notice';
import { CopyButton } from '../copy-button';
import { grouped } from './grouped';

/** Brings the secret of a second factor into an app, and a first code back. */
@Component({
  selector: 'az-enrolment-form',
  imports: [
    CopyButton,
    MatButtonModule,
    MatFormFieldModule,
    MatIconModule,
    MatInputModule,
    ProblemNotice,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  templateUrl: './enrolment-form.html',
  styleUrl: './enrolment-form.scss',
  providers: [QUIET_ERRORS],
})
export class EnrolmentForm {
  readonly enrolment = input.required<Enrolment>();
  readonly sending = input(false);
  readonly problem = input<Problem | null>(null);
  /** The six digits that the app shows. */
  readonly confirmed = output<string>();
  readonly cancelled = output();

  private readonly sanitizer = inject(DomSanitizer);
  private readonly field = viewChild<ElementRef<HTMLInputElement>>('field');

  protected readonly picture = computed(() => svgDataUrl(this.enrolment().qr_svg));
  protected readonly secret = computed(() => grouped(this.enrolment().secret));
  /** Opens the app of this very device, which cannot scan its own screen. */
  protected readonly link = computed(() => {
    const { otpauth_url: url } = this.enrolment();
    return url.startsWith('otpauth://totp/') ? this.sanitizer.bypassSecurityTrustUrl(url) : null;
  });
  protected readonly code = new FormControl('', {
    nonNullable: true,
    validators: [Validators.required, Validators.pattern(/^\s*\d{3}\s?\d{3}\s*$/)],
  });
  protected readonly form = new FormGroup({ code: this.code });
  protected readonly isWrong = computed(
    () => this.problem()?.document.errors?.some(({ field }) => field === 'code') ?? false,
  );

  constructor() {
    effect(() => {
      if (this.isWrong()) {
        this.code.setErrors({ refused: 'invalid' });
        this.field()?.nativeElement.select();
      }
    });
  }

  protected submit(): void {
    this.code.markAsTouched();
    if (this.code.valid && !this.sending()) {
      this.confirmed.emit(this.code.value.replace(/\s/g, ''));
    }
  }
}
