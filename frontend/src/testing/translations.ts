import { EnvironmentProviders, inject, provideAppInitializer } from '@angular/core';
import { TranslocoService, provideTransloco } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { TranslationLoader } from '../app/core/language/translation-loader';

/** The site's real words, Italian first, for tests that read what a page says. */
export function provideTestingTranslations(): EnvironmentProviders[] {
  return [
    ...provideTransloco({
      config: { availableLangs: ['it', 'en'], defaultLang: 'it', reRenderOnLangChange: true },
      loader: TranslationLoader,
    }),
    provideAppInitializer(() => firstValueFrom(inject(TranslocoService).load('it'))),
  ];
}
