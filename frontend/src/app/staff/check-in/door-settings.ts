import { Injectable, inject, signal } from '@angular/core';

import { DeviceStorage } from '../../core/device-storage';

const AT_ONCE = 'azionelab.door.admit-at-once';
const MUTED = 'azionelab.door.muted';

/** How this phone is used at the door; remembered on it. */
@Injectable()
export class DoorSettings {
  private readonly storage = inject(DeviceStorage);
  private readonly atOnce = signal(this.storage.read(AT_ONCE) === 'on');
  private readonly silent = signal(this.storage.read(MUTED) === 'on');

  /** A scan lets in the whole party without asking. */
  readonly admitAtOnce = this.atOnce.asReadonly();
  readonly muted = this.silent.asReadonly();

  toggleAdmitAtOnce(): void {
    this.atOnce.update((on) => !on);
    this.storage.write(AT_ONCE, this.atOnce() ? 'on' : 'off');
  }

  toggleMuted(): void {
    this.silent.update((on) => !on);
    this.storage.write(MUTED, this.silent() ? 'on' : 'off');
  }
}
