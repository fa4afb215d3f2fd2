import { Admin } from '../../api/models';
import { companyEdit, companyForm, fill } from './company-form';

const SAVED: Admin['CompanySettings'] = {
  name: 'Teatro del Canto',
  contact_email: null,
  contact_phone: '+39 011 555',
  contact_address: 'Via Roma 1\nTorino',
  logo_path: null,
  accent_light: null,
  accent_dark: '#ffd166',
  footer_it: 'Dal 1987.',
  footer_en: '',
  privacy_it: '',
  privacy_en: '',
  version: 4,
  updated_at: '2027-05-15T19:55:00+02:00',
};

describe('the company’s form', () => {
  it('gives back what it was filled with, and empty texts for none', () => {
    const form = companyForm();
    fill(form, SAVED);
    expect(form.dirty).toBe(false);
    expect(companyEdit(form, 4)).toEqual({
      name: 'Teatro del Canto',
      contact_email: '',
      contact_phone: '+39 011 555',
      contact_address: 'Via Roma 1\nTorino',
      accent_light: '',
      accent_dark: '#ffd166',
      footer_it: 'Dal 1987.',
      footer_en: '',
      privacy_it: '',
      privacy_en: '',
      version: 4,
    });
  });

  it('takes colours in which words can be read, each on its pages, and no others', () => {
    const { accent_light: light, accent_dark: dark } = companyForm().controls;
    light.setValue('#0b3d91');
    expect(light.errors).toBeNull();
    light.setValue('#ffd166');
    expect(light.errors).toEqual({ low_contrast: true });
    light.setValue('blue');
    expect(light.errors).toEqual({ pattern: true });
    light.setValue('');
    expect(light.errors).toBeNull();
    dark.setValue('#ffd166');
    expect(dark.errors).toBeNull();
    dark.setValue('#0b3d91');
    expect(dark.errors).toEqual({ low_contrast: true });
  });
});
