/** Milliseconds out of sight after which a code was taken away; a shaking hand hides it for less. */
const AWAY = 250;

/** Milliseconds after it was last looked at during which a code that comes back is no news. */
const REST = 2000;

/** Which codes the door wants to hear of: all, or none but others than the one that it talks about. */
export type Listening = 'all' | 'others' | 'none';

/**
 * Decides which looks of the camera are news. A code is judged once for as long as it stays before the
 * camera; it has to be taken away before it is judged again.
 */
export class SameCode {
  private last: string | null = null;
  private unseenSince: number | null = null;
  private wasAway = false;
  private restsFrom = -Infinity;

  /**
   * @param text what one look found, null for nothing
   * @param now milliseconds of any clock that only goes forward
   * @returns whether the code is to be judged
   */
  isNews(text: string | null, now: number, listening: Listening): boolean {
    if (text === null) {
      this.unseenSince ??= now;
      // Behind a verdict there is time: what counts is whether the code is there when it is dismissed.
      this.wasAway ||= listening !== 'all' || now - this.unseenSince >= AWAY;
      return false;
    }
    this.unseenSince = null;
    const same = text === this.last;
    if (listening === 'none' || (listening === 'others' && same)) {
      if (same) {
        this.wasAway = false;
        this.restsFrom = now;
      }
      return false;
    }
    if (same && !(this.wasAway && now - this.restsFrom >= REST)) {
      return false;
    }
    this.last = text;
    this.wasAway = false;
    this.restsFrom = now;
    return true;
  }
}
