import { provideHttpClient, withInterceptors } from '@angular/common/http';
import {
  ApplicationConfig,
  inject,
  isDevMode,
  provideAppInitializer,
  provideBrowserGlobalErrorListeners,
} from '@angular/core';
import {
  TitleStrategy,
  provideRouter,
  withDisabledInitialNavigation,
  withComponentInputBinding,
  withInMemoryScrolling,
} from '@angular/router';
import { TranslocoService, provideTransloco } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';

import { routes } from './app.routes';
import { earlyAnswers } from './core/api/early-answers';
import { Appearance } from './core/appearance/appearance';
import { Company } from './core/company';
import { Language } from './core/language/language';
import { DEFAULT_LANGUAGE, LANGUAGE_CODES } from './core/language/language-code';
import { TranslationLoader } from './core/language/translation-loader';
import { PageFocus } from './core/navigation/page-focus';
import { PageTitles } from './core/navigation/page-titles';
import { nextTurn } from './core/next-turn';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    provideRouter(
      routes,
      withComponentInputBinding(),
      // Begun by main.ts, once the house around the pages stands.
      withDisabledInitialNavigation(),
      withInMemoryScrolling({ scrollPositionRestoration: 'enabled' }),
    ),
    provideHttpClient(withInterceptors([earlyAnswers])),
    provideTransloco({
      config: {
        availableLangs: [...LANGUAGE_CODES],
        defaultLang: DEFAULT_LANGUAGE,
        reRenderOnLangChange: true,
        prodMode: !isDevMode(),
      },
      loader: TranslationLoader,
    }),
    { provide: TitleStrategy, useExisting: PageTitles },
    provideAppInitializer(() => {
      inject(Appearance).start();
      inject(PageFocus).start();
      const language = inject(Language);
      const transloco = inject(TranslocoService);
      language.start();
      inject(Company).start();
      // Drawn once its words are here, so that no page flashes translation keys.
      return Promise.all([firstValueFrom(transloco.load(language.current())), nextTurn()]);
    }),
  ],
};
