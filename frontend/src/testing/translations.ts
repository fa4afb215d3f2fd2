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
import staffEn from '../i18n/staff/en.json';
import staffIt from '../i18n/staff/it.json';

const FILES: Record<string, Translation> = { it, en, 'staff/it': staffIt, 'staff/en': staffEn };

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
