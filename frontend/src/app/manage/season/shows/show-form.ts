import { FormControl, FormGroup } from '@angular/forms';

import { Fields } from '../parts/record-form';
import { neededText, orNull, slug, text, whole } from '../parts/text-fields';
import { Show } from '../season-api';

export interface ShowControls {
  title: FormControl<string>;
  summary: FormControl<string>;
  description: FormControl<string>;
  duration_minutes: FormControl<number | null>;
  slug: FormControl<string>;
}

export type ShowForm = FormGroup<ShowControls>;

export function showForm(): ShowForm {
  return new FormGroup<ShowControls>({
    title: neededText(200),
    summary: text(500),
    description: text(20_000),
    duration_minutes: whole(null, 1, 1440),
    slug: slug(),
  });
}

/** Fills the form with what is saved. */
export function fillShow(form: ShowForm, show: Show): void {
  form.reset({
    title: show.title,
    summary: show.summary,
    description: show.description,
    duration_minutes: show.duration_minutes ?? null,
    slug: show.slug,
  });
}

/** The form as the API wants it; the server makes the slug that was left out. Publishing is a switch of its own. */
export function showFields(form: ShowForm): Fields {
  const typed = form.getRawValue();
  return {
    title: typed.title.trim(),
    summary: typed.summary.trim(),
    description: typed.description.trim(),
    duration_minutes: typed.duration_minutes,
    slug: orNull(typed.slug),
  };
}
