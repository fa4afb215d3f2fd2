import { Injectable } from '@angular/core';
import { Translation, TranslocoLoader } from '@jsverse/transloco';

/** A bundle's default export, in a shape that the compiler need not know key by key. */
interface TranslationModule {
  readonly default: Translation;
}

/** Each file is a chunk of its own: a page downloads one language, and visitors no staff words. */
const FILES: Record<string, () => Promise<TranslationModule>> = {
  it: () => import('../../../i18n/it.json'),
  en: () => import('../../../i18n/en.json'),
  'staff/it': () => import('../../../i18n/staff/it.json'),
  'staff/en': () => import('../../../i18n/staff/en.json'),
};

@Injectable()
export class TranslationLoader implements TranslocoLoader {
  async getTranslation(path: string): Promise<Translation> {
    const file = FILES[path];
    if (!file) {
      throw new Error(`no translation file "${path}"`);
    }
    return (await file()).default;
  }
}
