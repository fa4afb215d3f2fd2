import { EnvironmentProviders, inject, provideAppInitializer } from '@angular/core';
import {
  Translation,
  TranslocoLoader,
  TranslocoService,
  provideTransloco,
} from '@jsverse/transloco';
import { Observable, of } from 'rxjs';

import en from '../i18n/en.json';
import it from '../i18n/it.json';
import manageEn from '../i18n/manage/en.json';
import manageIt from '../i18n/manage/it.json';
import manageDashboardEn from '../i18n/manage/dashboard/en.json';
import manageDashboardIt from '../i18n/manage/dashboard/it.json';
import manageSeasonEn from '../i18n/manage/season/en.json';
import manageSeasonIt from '../i18n/manage/season/it.json';
import manageDeskEn from '../i18n/manage/desk/en.json';
import manageDeskIt from '../i18n/manage/desk/it.json';
import manageOperationsEn from '../i18n/manage/operations/en.json';
import manageOperationsIt from '../i18n/manage/operations/it.json';
import manageHouseEn from '../i18n/manage/house/en.json';
import manageHouseIt from '../i18n/manage/house/it.json';
import managePeopleEn from '../i18n/manage/people/en.json';
import managePeopleIt from '../i18n/manage/people/it.json';
import sessionEn from '../i18n/session/en.json';
import sessionIt from '../i18n/session/it.json';
import staffEn from '../i18n/staff/en.json';
import staffIt from '../i18n/staff/it.json';

const FILES: Record<string, Translation> = {
  it,
  en,
  'session/it': sessionIt,
  'session/en': sessionEn,
  'staff/it': staffIt,
  'staff/en': staffEn,
  'manage/en': manageEn,
  'manage/it': manageIt,
  'manage/dashboard/en': manageDashboardEn,
  'manage/dashboard/it': manageDashboardIt,
  'manage/season/en': manageSeasonEn,
  'manage/season/it': manageSeasonIt,
  'manage/desk/en': manageDeskEn,
  'manage/desk/it': manageDeskIt,
  'manage/operations/en': manageOperationsEn,
  'manage/operations/it': manageOperationsIt,
  'manage/house/en': manageHouseEn,
  'manage/house/it': manageHouseIt,
  'manage/people/en': managePeopleEn,
  'manage/people/it': managePeopleIt,
};

/** Has all words at hand: tests need not wait for a language to arrive. */
class ReadyLoader implements TranslocoLoader {
  getTranslation(path: string): Observable<Translation> {
    return of(FILES[path] ?? {});
  }
}

/** The site's real words, Italian first, for tests that read what a page says. */
export function provideTestingTranslations(): EnvironmentProviders[] {
  return [
    ...provideTransloco({
      config: { availableLangs: ['it', 'en'], defaultLang: 'it', reRenderOnLangChange: true },
      loader: ReadyLoader,
    }),
    provideAppInitializer(() => {
      inject(TranslocoService).load('it').subscribe();
    }),
  ];
}
