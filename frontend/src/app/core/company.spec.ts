import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { provideTestingTranslations } from '../../testing/translations';
import { CompanyProfile } from './api/models';
import { Company } from './company';
import { DeviceStorage } from './device-storage';
import { Language } from './language/language';

const PROFILE: CompanyProfile = {
  name: 'Teatro del Canto',
  contact_address: '',
  contact_email: 'ciao@canto.example',
  contact_phone: null,
  logo_path: null,
  accent_light: '#0b3d91',
  accent_dark: null,
  footer_it: 'Dal 1987.',
  footer_en: ' ',
  privacy_it: '',
  privacy_en: '',
};

describe('Company', () => {
  const stored = new Map<string, string>();
  let http: HttpTestingController;
  let company: Company;

  beforeEach(() => {
    stored.clear();
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        provideHttpClientTesting(),
        provideTestingTranslations(),
        {
          provide: DeviceStorage,
          useValue: {
            read: (key: string) => stored.get(key) ?? null,
            write: (key: string, value: string) => stored.set(key, value),
          },
        },
      ],
    });
    http = TestBed.inject(HttpTestingController);
    company = TestBed.inject(Company);
  });

  afterEach(() => {
    document.documentElement.removeAttribute('style');
  });

  it('has a name before it is told one, and wears its colours once it knows them', () => {
    company.start();
    expect(company.name()).toBe('AzioneLab');
    expect(company.answered()).toBe(false);
    http.expectOne('/api/company').flush(PROFILE);
    expect(company.name()).toBe('Teatro del Canto');
    expect(company.contacts()).toEqual({ address: '', email: 'ciao@canto.example', phone: '' });
    expect(document.documentElement.style.getPropertyValue('--az-accent-light')).toBe('#0b3d91');
  });

  it('begins the next visit with what it was told in this one', () => {
    company.start();
    http.expectOne('/api/company').flush(PROFILE);
    TestBed.inject(Company);
    stored.set('azionelab.company', JSON.stringify({ ...PROFILE, name: 'Ieri' }));
    company.start();
    expect(company.name()).toBe('Ieri');
    http.expectOne('/api/company').flush(PROFILE);
    expect(company.name()).toBe('Teatro del Canto');
  });

  it.each(['{', '"x"', '{"name":1}'])(
    'goes on when the device remembers rubbish: %s',
    (rubbish) => {
      stored.set('azionelab.company', rubbish);
      company.start();
      expect(company.name()).toBe('AzioneLab');
    },
  );

  it('goes on without an answer', () => {
    company.start();
    http.expectOne('/api/company').flush(null, { status: 503, statusText: 'away' });
    expect(company.answered()).toBe(true);
    expect(company.name()).toBe('AzioneLab');
  });

  it('speaks the language of the page, and leaves empty words to the site', () => {
    company.start();
    http.expectOne('/api/company').flush(PROFILE);
    expect(company.footer()).toBe('Dal 1987.');
    TestBed.inject(Language).use('en');
    expect(company.footer()).toBe('');
  });
});
