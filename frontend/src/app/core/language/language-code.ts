/** Languages of the site; the first is the default. */
export const LANGUAGE_CODES = ['it', 'en'] as const;

export type LanguageCode = (typeof LANGUAGE_CODES)[number];

export const DEFAULT_LANGUAGE: LanguageCode = LANGUAGE_CODES[0];

export function isLanguageCode(value: string | null): value is LanguageCode {
  return LANGUAGE_CODES.some((code) => code === value);
}
