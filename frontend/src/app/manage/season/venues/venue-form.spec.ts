import { fillVenue, venueFields, venueForm } from './venue-form';

const saved = {
  id: 3,
  name: 'Il Frantoio',
  slug: 'il-frantoio',
  address: 'Via del Lavatoio 6',
  city: 'Calci',
  notes: '',
  map_url: null,
  accessibility: 'Senza gradini.',
  performances: 2,
  version: 1,
  created_at: '2026-11-25T14:30:23+01:00',
  updated_at: '2026-11-25T14:30:23+01:00',
};

describe('the form of a venue', () => {
  it('needs a name and nothing else', () => {
    const form = venueForm();
    expect(form.controls.name.errors).toEqual({ required: true });
    form.controls.name.setValue('  ');
    expect(form.valid).toBe(false);
    form.controls.name.setValue('Il Frantoio');
    expect(form.valid).toBe(true);
  });

  it('gives back what it was filled with', () => {
    const form = venueForm();
    fillVenue(form, saved);
    expect(venueFields(form)).toMatchObject({ name: 'Il Frantoio', map_url: null, notes: '' });
  });

  it('leaves the slug to the server', () => {
    const form = venueForm();
    form.patchValue({ name: ' Il Frantoio ', slug: ' ' });
    expect(venueFields(form)).toMatchObject({ name: 'Il Frantoio', slug: null });
  });

  it.each([
    ['https://www.openstreetmap.org/?mlat=43.7#map=17', true],
    ['', true],
    ['www.openstreetmap.org', false],
    ['javascript:alert(1)', false],
    ['https://a b', false],
  ])('takes %s for a map: %s', (address, fits) => {
    const form = venueForm();
    form.controls.map_url.setValue(address);
    expect(form.controls.map_url.valid).toBe(fits);
  });
});
