import { ChangeDetectorRef, Component, effect, inject, input } from '@angular/core';
import { AbstractControl, ReactiveFormsModule } from '@angular/forms';
import { MatCheckboxModule } from '@angular/material/checkbox';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatInputModule } from '@angular/material/input';
import { TranslocoDirective } from '@jsverse/transloco';
import { merge } from 'rxjs';

import { Choices } from '../parts/choices';
import { faultOf } from '../parts/fault';
import { TermsControls } from './performance-form';

/** The seats of a performance or of a series, and who may take them. */
@Component({
  selector: 'az-terms-fields',
  imports: [
    MatCheckboxModule,
    MatFormFieldModule,
    MatInputModule,
    ReactiveFormsModule,
    TranslocoDirective,
  ],
  template: `
    <fieldset *transloco="let t">
      <div class="pair">
        <mat-form-field>
          <mat-label>{{ t('manageSeason.performances.show') }}</mat-label>
          <select matNativeControl [formControl]="controls().show_id" required data-testid="show">
            <option [ngValue]="null">{{ t('manageSeason.edit.choose') }}</option>
            @for (each of shows.hasValue() ? shows.value() : []; track each.id) {
              <option [ngValue]="each.id">{{ each.title }}</option>
            }
          </select>
          @if (faultOf(controls().show_id); as fault) {
            <mat-error data-testid="error-show_id">{{ t(fault.key, fault.values) }}</mat-error>
          }
        </mat-form-field>
        <mat-form-field>
          <mat-label>{{ t('manageSeason.performances.venue') }}</mat-label>
          <select matNativeControl [formControl]="controls().venue_id" required data-testid="venue">
            <option [ngValue]="null">{{ t('manageSeason.edit.choose') }}</option>
            @for (each of venues.hasValue() ? venues.value() : []; track each.id) {
              <option [ngValue]="each.id">{{ each.name }}</option>
            }
          </select>
          @if (faultOf(controls().venue_id); as fault) {
            <mat-error data-testid="error-venue_id">{{ t(fault.key, fault.values) }}</mat-error>
          }
        </mat-form-field>
      </div>
      <div class="pair">
        @for (field of fields; track field.name) {
          <mat-form-field>
            <mat-label>{{ t('manageSeason.edit.' + field.label) }}</mat-label>
            <input
              matInput
              type="number"
              inputmode="numeric"
              [formControl]="controls()[field.name]"
              [attr.data-testid]="field.name"
            />
            @if (field.hint) {
              <mat-hint>{{ t('manageSeason.edit.' + field.hint) }}</mat-hint>
            }
            @if (faultOf(controls()[field.name]); as fault) {
              <mat-error [attr.data-testid]="'error-' + field.name">{{
                t(fault.key, fault.values)
              }}</mat-error>
            }
          </mat-form-field>
        }
      </div>
      <div>
        <mat-checkbox
          [formControl]="controls().is_booking_enabled"
          data-testid="is_booking_enabled"
          >{{ t('manageSeason.edit.enabled') }}</mat-checkbox
        >
        <mat-checkbox [formControl]="controls().is_published" data-testid="is_published">{{
          t('manageSeason.edit.published')
        }}</mat-checkbox>
      </div>
    </fieldset>
  `,
})
export class TermsFields {
  readonly controls = input.required<TermsControls>();

  private readonly choices = inject(Choices);
  protected readonly shows = this.choices.shows();
  protected readonly venues = this.choices.venues();
  protected readonly faultOf = faultOf;
  protected readonly fields = [
    { name: 'room_capacity', label: 'capacity', hint: '' },
    { name: 'additional_seats', label: 'additional', hint: '' },
    { name: 'manually_occupied_seats', label: 'kept', hint: 'keptHint' },
    { name: 'max_party_size', label: 'party', hint: 'partyHint' },
  ] as const;

  constructor() {
    const changes = inject(ChangeDetectorRef);
    // What the form around does to the controls, such as marking them as touched, is no signal.
    effect((onCleanup) => {
      const controls = Object.values<AbstractControl>({ ...this.controls() });
      const heard = merge(...controls.map(({ events }) => events)).subscribe(() => {
        changes.markForCheck();
      });
      onCleanup(() => {
        heard.unsubscribe();
      });
    });
  }
}
