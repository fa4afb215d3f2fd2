import { DOCUMENT, Injectable, inject } from '@angular/core';

/** Keeps the phone's screen on while the camera looks. */
@Injectable()
export class ScreenWake {
  private readonly navigator = inject(DOCUMENT).defaultView?.navigator;
  private lock: WakeLockSentinel | null = null;
  private wanted = false;

  /** To be called again when the page comes back to the front: browsers drop the lock behind it. */
  async hold(): Promise<void> {
    this.wanted = true;
    if (!this.lock || this.lock.released) {
      this.lock = await this.request();
    }
    // Let go while the browser was thinking.
    if (!this.wanted) {
      await this.letGo();
    }
  }

  async letGo(): Promise<void> {
    this.wanted = false;
    const lock = this.lock;
    this.lock = null;
    await lock?.release();
  }

  private async request(): Promise<WakeLockSentinel | null> {
    try {
      // Absent in older browsers.
      const wakeLock = this.navigator?.wakeLock as WakeLock | undefined;
      return (await wakeLock?.request('screen')) ?? null;
    } catch {
      // Saving power, or already in the background: the screen then behaves as always.
      return null;
    }
  }
}
