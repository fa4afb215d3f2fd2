import { LanguageCode, isLanguageCode } from './language-code';

/** Where a device keeps the language that was chosen on it. */
export const LANGUAGE_KEY = 'azionelab.language';

/** The language that a link asks for: `?lang=en`, as an English mail may write. */
export function languageOfLink(address: string): LanguageCode | null {
  const linked = new URL(address).searchParams.get('lang');
  return isLanguageCode(linked) ? linked : null;
}
