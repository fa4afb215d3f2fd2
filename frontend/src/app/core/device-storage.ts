import { Injectable } from '@angular/core';

/** Small choices kept on this device. Where the browser refuses storage, they last for the visit. */
@Injectable({ providedIn: 'root' })
export class DeviceStorage {
  private readonly visit = new Map<string, string>();

  read(key: string): string | null {
    try {
      return localStorage.getItem(key) ?? this.visit.get(key) ?? null;
    } catch {
      return this.visit.get(key) ?? null;
    }
  }

  write(key: string, value: string): void {
    this.visit.set(key, value);
    try {
      localStorage.setItem(key, value);
    } catch {
      // Private windows and full disks refuse: the choice then lasts for this visit.
    }
  }
}
