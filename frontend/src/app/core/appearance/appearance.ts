import { DOCUMENT, Injectable, computed, inject, signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
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
  private readonly dimmed = signal(false);
  private readonly systemIsDark = systemIsDark(inject(DOCUMENT).defaultView);

  /** The house lights are down, whatever was chosen. */
  readonly isDimmed = this.dimmed.asReadonly();
  readonly scheme = computed<Scheme>(() =>
    this.isDimmed() ? 'dark' : (this.chosen() ?? (this.systemIsDark() ? 'dark' : 'light')),
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

  /** Turns the lights down for as long as a page needs it; returns how to turn them up again. */
  dim(): () => void {
    this.dimmed.set(true);
    this.write();
    return () => {
      this.dimmed.set(false);
      this.write();
    };
  }

  private apply(scheme: Scheme): void {
    this.chosen.set(scheme);
    this.write();
  }

  private write(): void {
    const { dataset } = this.document.documentElement;
    const scheme = this.dimmed() ? 'dark' : this.chosen();
    if (scheme) {
      dataset['scheme'] = scheme;
    } else {
      delete dataset['scheme'];
    }
    // The phone paints its own bars around the page; they follow the system unless told otherwise.
    const bars = this.document.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]');
    for (const bar of bars) {
      const is = bar.dataset['scheme'];
      bar.media = scheme
        ? is === scheme
          ? 'all'
          : 'not all'
        : `(prefers-color-scheme: ${is ?? ''})`;
    }
  }
}

function systemIsDark(window: Window | null) {
  const query = window?.matchMedia('(prefers-color-scheme: dark)');
  const changes = new Observable<boolean>((subscriber) => {
    const listener = (event: MediaQueryListEvent) => {
      subscriber.next(event.matches);
    };
    query?.addEventListener('change', listener);
    return () => {
      query?.removeEventListener('change', listener);
    };
  });
  return toSignal(changes, { initialValue: query?.matches ?? false });
}
