import { DOCUMENT, Injectable, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { MediaMatcher } from '@angular/cdk/layout';
import { Observable } from 'rxjs';

import { DeviceStorage } from '../device-storage';

export type Scheme = 'light' | 'dark';

const STORAGE_KEY = 'azionelab.scheme';

/** Light or dark: the system's preference until the person decides otherwise on this device. */
@Injectable({ providedIn: 'root' })
export class Appearance {
  private readonly document = inject(DOCUMENT);
  private readonly storage = inject(DeviceStorage);
  private readonly chosen = signal<Scheme | null>(null);
  private readonly systemIsDark = systemIsDark(inject(MediaMatcher));

  readonly scheme = computed<Scheme>(
    () => this.chosen() ?? (this.systemIsDark() ? 'dark' : 'light'),
  );

  /** Applies what was remembered; called once, before the first page is drawn. */
  start(): void {
    const remembered = this.storage.read(STORAGE_KEY);
    if (remembered === 'light' || remembered === 'dark') {
      this.apply(remembered);
    }
  }

  toggle(): void {
    const scheme = this.scheme() === 'dark' ? 'light' : 'dark';
    this.storage.write(STORAGE_KEY, scheme);
    this.apply(scheme);
  }

  private apply(scheme: Scheme): void {
    this.chosen.set(scheme);
    this.document.documentElement.dataset['scheme'] = scheme;
  }
}

function systemIsDark(media: MediaMatcher) {
  const query = media.matchMedia('(prefers-color-scheme: dark)');
  const changes = new Observable<boolean>((subscriber) => {
    const listener = (event: MediaQueryListEvent) => {
      subscriber.next(event.matches);
    };
    query.addEventListener('change', listener);
    return () => {
      query.removeEventListener('change', listener);
    };
  });
  return toSignal(changes, { initialValue: query.matches });
}
