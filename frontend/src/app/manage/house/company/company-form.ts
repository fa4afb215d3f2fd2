import { FormControl, FormGroup, ValidatorFn, Validators } from '@angular/forms';

import { Scheme } from '../../../core/appearance/appearance';
import { LEGIBLE, contrastOnPages, isColour } from '../../../core/appearance/colour';
import { Admin } from '../../api/models';

/** Longest texts, as the API takes them. */
const LONGEST = {
  name: 100,
  contact_email: 254,
  contact_phone: 30,
  contact_address: 500,
  footer_it: 500,
  footer_en: 500,
  privacy_it: 50_000,
  privacy_en: 50_000,
} as const;

type TextField = keyof typeof LONGEST;

export type CompanyField = TextField | 'accent_light' | 'accent_dark';

export type CompanyForm = FormGroup<Record<CompanyField, FormControl<string>>>;

/** The company as it is edited; empty means none everywhere. */
export function companyForm(): CompanyForm {
  const text = (name: TextField, ...validators: ValidatorFn[]) =>
    new FormControl('', {
      nonNullable: true,
      validators: [Validators.maxLength(LONGEST[name]), ...validators],
    });
  const accent = (scheme: Scheme) =>
    new FormControl('', { nonNullable: true, validators: [legibleOn(scheme)] });
  return new FormGroup({
    name: text('name'),
    contact_email: text('contact_email', Validators.email),
    contact_phone: text('contact_phone'),
    contact_address: text('contact_address'),
    footer_it: text('footer_it'),
    footer_en: text('footer_en'),
    privacy_it: text('privacy_it'),
    privacy_en: text('privacy_en'),
    accent_light: accent('light'),
    accent_dark: accent('dark'),
  });
}

/** Shows in the form what is saved. */
export function fill(form: CompanyForm, settings: Admin['CompanySettings']): void {
  form.reset({
    name: settings.name ?? '',
    contact_email: settings.contact_email ?? '',
    contact_phone: settings.contact_phone ?? '',
    contact_address: settings.contact_address,
    footer_it: settings.footer_it,
    footer_en: settings.footer_en,
    privacy_it: settings.privacy_it,
    privacy_en: settings.privacy_en,
    accent_light: settings.accent_light ?? '',
    accent_dark: settings.accent_dark ?? '',
  });
}

/** The edit that the form stands for, of the version that was read. */
export function companyEdit(form: CompanyForm, version: number): Admin['CompanyEdit'] {
  const texts = Object.fromEntries(
    Object.entries(form.getRawValue()).map(([name, text]) => [name, text.trim()]),
  );
  return { ...texts, version };
}

/** A colour in which words can be read on all pages of a scheme; the API refuses others. */
function legibleOn(scheme: Scheme): ValidatorFn {
  return ({ value }) => {
    const colour = String(value).trim();
    if (colour === '') {
      return null;
    }
    if (!isColour(colour)) {
      return { pattern: true };
    }
    return contrastOnPages(colour, scheme) < LEGIBLE ? { low_contrast: true } : null;
  };
}
