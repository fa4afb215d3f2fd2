import { HttpClient } from '@angular/common/http';
import { Injectable, computed, inject, signal } from '@angular/core';

import { CompanyProfile } from './api/models';
import { VISITOR_PATHS } from './api/visitor-paths';
import { Accent } from './appearance/accent';
import { DeviceStorage } from './device-storage';
import { Language } from './language/language';

/** What the site calls itself until it is told, on the very first visit. */
const NAME_AT_FIRST = 'AzioneLab';
const STORAGE_KEY = 'azionelab.company';

/**
 * The company whose site this is. What it says of itself is asked for once, while the page is drawn with what
 * this device was told the last time; nothing waits for the answer, and without one the site goes on as it is.
 */
@Injectable({ providedIn: 'root' })
export class Company {
  private readonly http = inject(HttpClient);
  private readonly accent = inject(Accent);
  private readonly language = inject(Language);
  private readonly storage = inject(DeviceStorage);
  private readonly known = signal<CompanyProfile | null>(null);
  private readonly isAnswered = signal(false);

  /** Whether there is an answer, be it that there is none to be had. */
  readonly answered = this.isAnswered.asReadonly();
  readonly name = computed(() => this.known()?.name ?? NAME_AT_FIRST);
  readonly logo = computed(() => this.known()?.logo_path ?? null);
  readonly contacts = computed(() => {
    const { contact_address, contact_email, contact_phone } = this.known() ?? {};
    return contact_address || contact_email || contact_phone
      ? { address: contact_address ?? '', email: contact_email ?? '', phone: contact_phone ?? '' }
      : null;
  });
  /** Its words at the foot of each page, in the language of the page; empty: the site's own. */
  readonly footer = computed(() => this.inPageLanguage('footer'));
  /** Its privacy notice, in the language of the page; empty: the site's own. */
  readonly privacy = computed(() => this.inPageLanguage('privacy'));

  /** Called once, before the first page is drawn. */
  start(): void {
    const remembered = this.remembered();
    if (remembered) {
      this.learn(remembered);
    }
    this.ask();
  }

  /**
   * Asks anew.
   * @param version what was saved: the same question gets the same answer for a moment, another one does not
   */
  ask(version?: number): void {
    const params: Record<string, number> = version === undefined ? {} : { version };
    this.http.get<CompanyProfile>(VISITOR_PATHS.company, { params }).subscribe({
      next: (profile) => {
        this.storage.write(STORAGE_KEY, JSON.stringify(profile));
        this.learn(profile);
        this.isAnswered.set(true);
      },
      // The page is about something else, and says so itself if the server is away.
      error: () => {
        this.isAnswered.set(true);
      },
    });
  }

  private learn(profile: CompanyProfile): void {
    this.known.set(profile);
    this.accent.wear({ light: profile.accent_light, dark: profile.accent_dark });
  }

  private remembered(): CompanyProfile | null {
    try {
      const read: unknown = JSON.parse(this.storage.read(STORAGE_KEY) ?? 'null');
      return isProfile(read) ? read : null;
    } catch {
      // Written by something else than this program: the answer comes soon.
      return null;
    }
  }

  private inPageLanguage(text: 'footer' | 'privacy'): string {
    return this.known()?.[`${text}_${this.language.current()}`].trim() ?? '';
  }
}

function isProfile(read: unknown): read is CompanyProfile {
  const texts = ['name', 'contact_address', 'footer_it', 'footer_en', 'privacy_it', 'privacy_en'];
  return (
    typeof read === 'object' &&
    read !== null &&
    texts.every((text) => typeof (read as Record<string, unknown>)[text] === 'string')
  );
}
