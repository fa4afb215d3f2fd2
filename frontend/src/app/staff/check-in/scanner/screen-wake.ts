import { DOCUMENT, Injectable, inject } from '@angular/core';

/** Keeps the phone's screen on while the camera looks. */
@Injectable()
export class ScreenWake {
  /** Older browsers have no wake lock, whatever the types say. */
  private readonly navigator: Partial<Navigator> | undefined =
    inject(DOCUMENT).defaultView?.navigator;
  private lock: WakeLockSentinel | null = null;
  private wanted = false;

  /** To be called again when the page comes back to the front: browsers drop the lock behind it. */
  async hold(): Promise<void> {
    this.wanted = true;
    if (this.lock?.released === false) {
      return;
    }
    const lock = await this.request();
    if (this.isWanted()) {
      this.lock = lock;
    } else {
      // Let go while the browser was thinking.
      await lock?.release();
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
      return (await this.navigator?.wakeLock?.request('screen')) ?? null;
    } catch {
      // Saving power, or already in the background: the screen then behaves as always.
      return null;
    }
  }

  private isWanted(): boolean {
    return this.wanted;
  }
}
