import { Injectable } from '@angular/core';
import { Translation, TranslocoLoader } from '@jsverse/transloco';

import it from '../../../i18n/it.json';

/** A bundle's default export, in a shape that the compiler need not know key by key. */
interface TranslationModule {
  readonly default: Translation;
}

/**
 * The visitors' words in the language that most of them read are part of the first bundle: no page waits for them. Each
 * other file is a chunk of its own, downloaded by whom it concerns.
 */
const FILES: Record<string, () => Promise<TranslationModule>> = {
  it: () => Promise.resolve({ default: it }),
  en: () => import('../../../i18n/en.json'),
  'session/it': () => import('../../../i18n/session/it.json'),
  'session/en': () => import('../../../i18n/session/en.json'),
  'staff/it': () => import('../../../i18n/staff/it.json'),
  'staff/en': () => import('../../../i18n/staff/en.json'),
  'manage/it': () => import('../../../i18n/manage/it.json'),
  'manage/en': () => import('../../../i18n/manage/en.json'),
  'manage/dashboard/it': () => import('../../../i18n/manage/dashboard/it.json'),
  'manage/dashboard/en': () => import('../../../i18n/manage/dashboard/en.json'),
  'manage/season/it': () => import('../../../i18n/manage/season/it.json'),
  'manage/season/en': () => import('../../../i18n/manage/season/en.json'),
  'manage/desk/it': () => import('../../../i18n/manage/desk/it.json'),
  'manage/desk/en': () => import('../../../i18n/manage/desk/en.json'),
  'manage/operations/it': () => import('../../../i18n/manage/operations/it.json'),
  'manage/operations/en': () => import('../../../i18n/manage/operations/en.json'),
  'manage/house/it': () => import('../../../i18n/manage/house/it.json'),
  'manage/house/en': () => import('../../../i18n/manage/house/en.json'),
  'manage/people/it': () => import('../../../i18n/manage/people/it.json'),
  'manage/people/en': () => import('../../../i18n/manage/people/en.json'),
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
