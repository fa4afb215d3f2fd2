import { FormControl, FormGroup, ValidatorFn } from '@angular/forms';

import { Fields } from '../parts/record-form';
import { neededText, orNull, slug, text } from '../parts/text-fields';
import { Venue } from '../season-api';

export interface VenueControls {
  name: FormControl<string>;
  slug: FormControl<string>;
  address: FormControl<string>;
  city: FormControl<string>;
  notes: FormControl<string>;
  map_url: FormControl<string>;
  accessibility: FormControl<string>;
}

export type VenueForm = FormGroup<VenueControls>;

export function venueForm(): VenueForm {
  return new FormGroup<VenueControls>({
    name: neededText(200),
    slug: slug(),
    address: text(200),
    city: text(100),
    notes: text(2000),
    map_url: text(500, webAddress),
    accessibility: text(2000),
  });
}

/** Fills the form with what is saved. */
export function fillVenue(form: VenueForm, venue: Venue): void {
  form.reset({
    name: venue.name,
    slug: venue.slug,
    address: venue.address,
    city: venue.city,
    notes: venue.notes,
    map_url: venue.map_url ?? '',
    accessibility: venue.accessibility,
  });
}

/** The form as the API wants it; the server makes the slug that was left out. */
export function venueFields(form: VenueForm): Fields {
  const typed = form.getRawValue();
  return {
    name: typed.name.trim(),
    slug: orNull(typed.slug),
    address: typed.address.trim(),
    city: typed.city.trim(),
    notes: typed.notes.trim(),
    map_url: orNull(typed.map_url),
    accessibility: typed.accessibility.trim(),
  };
}

const webAddress: ValidatorFn = ({ value }) => {
  const address = String(value).trim();
  return address === '' || /^https?:\/\/[^\s/]+\S*$/.test(address) ? null : { webAddress: true };
};
