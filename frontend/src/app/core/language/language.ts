import { DOCUMENT, Injectable, computed, inject, signal } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';

import { DeviceStorage } from '../device-storage';
import { DEFAULT_LANGUAGE, LanguageCode, isLanguageCode } from './language-code';
import { LANGUAGE_KEY, languageOfLink } from './language-of-visit';

/**
 * The language of the page: Italian unless the person chose otherwise on this device, or the link
 * that brought them here says so (`?lang=en`, as an English mail may write).
 */
@Injectable({ providedIn: 'root' })
export class Language {
  private readonly document = inject(DOCUMENT);
  private readonly storage = inject(DeviceStorage);
  private readonly transloco = inject(TranslocoService);
  private readonly chosen = signal<LanguageCode>(DEFAULT_LANGUAGE);

  readonly current = this.chosen.asReadonly();
  /** The language the switch leads to. */
  readonly other = computed<LanguageCode>(() => (this.chosen() === 'it' ? 'en' : 'it'));

  /** Reads the language of this visit; called once, before the first page is drawn. */
  start(): void {
    const linked = languageOfLink(this.document.location.href);
    const remembered = this.storage.read(LANGUAGE_KEY);
    if (linked) {
      this.use(linked);
    } else {
      this.apply(isLanguageCode(remembered) ? remembered : DEFAULT_LANGUAGE);
    }
  }

  /** Switches the page and remembers the choice. */
  use(language: LanguageCode): void {
    this.storage.write(LANGUAGE_KEY, language);
    this.apply(language);
  }

  private apply(language: LanguageCode): void {
    this.chosen.set(language);
    this.transloco.setActiveLang(language);
    this.document.documentElement.lang = language;
  }
}
