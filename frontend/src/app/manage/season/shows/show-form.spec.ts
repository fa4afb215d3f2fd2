import { showFields, showForm } from './show-form';

describe('the form of a show', () => {
  it('needs a title and nothing else', () => {
    const form = showForm();
    expect(form.valid).toBe(false);
    form.controls.title.setValue('Il gabbiano');
    expect(form.valid).toBe(true);
    expect(showFields(form)).toEqual({
      title: 'Il gabbiano',
      summary: '',
      description: '',
      duration_minutes: null,
      slug: null,
    });
  });

  it.each([
    ['il-gabbiano', true],
    ['il-gabbiano-2', true],
    ['', true],
    ['Il gabbiano', false],
    ['il--gabbiano', false],
  ])('takes %s for an address: %s', (slug, fits) => {
    const form = showForm();
    form.controls.slug.setValue(slug);
    expect(form.controls.slug.valid).toBe(fits);
  });

  it('lasts a day at most', () => {
    const form = showForm();
    form.controls.duration_minutes.setValue(1441);
    expect(form.controls.duration_minutes.valid).toBe(false);
  });
});
