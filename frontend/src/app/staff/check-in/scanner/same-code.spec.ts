import { Listening, SameCode } from './same-code';

/** A camera that looks ten times a second. */
class Looks {
  private readonly gate = new SameCode();
  private now = 0;

  /** How often `text` is judged while the camera sees it for `milliseconds`. */
  see(text: string | null, milliseconds: number, listening: Listening = 'all'): number {
    let judged = 0;
    for (const end = this.now + milliseconds; this.now < end; this.now += 100) {
      judged += this.gate.isNews(text, this.now, listening) ? 1 : 0;
    }
    return judged;
  }
}

describe('SameCode', () => {
  it('judges a code once, however long it is held to the camera', () => {
    expect(new Looks().see('one', 60_000)).toBe(1);
  });

  it('judges it again when it was taken away and comes back', () => {
    const looks = new Looks();
    looks.see('one', 1000);
    looks.see(null, 3000);
    expect(looks.see('one', 1000)).toBe(1);
  });

  it('judges the next code at once', () => {
    const looks = new Looks();
    looks.see('one', 500);
    expect(looks.see('two', 100)).toBe(1);
  });

  it('is not confused by a hand that shakes', () => {
    const looks = new Looks();
    looks.see('one', 500);
    for (let times = 0; times < 20; times += 1) {
      looks.see(null, 200);
      expect(looks.see('one', 300)).toBe(0);
    }
  });

  it('does not judge again what is still there when the verdict is dismissed', () => {
    const looks = new Looks();
    looks.see('one', 100);
    looks.see(null, 500, 'none');
    looks.see('one', 500, 'none');
    expect(looks.see('one', 60_000)).toBe(0);
  });

  it('judges again, after a rest, what was gone when the verdict was dismissed', () => {
    const looks = new Looks();
    looks.see('one', 100);
    looks.see('one', 300, 'none');
    looks.see(null, 200, 'none');
    expect(looks.see('one', 1000), 'it may be the same guest turning away').toBe(0);
    expect(looks.see('one', 2000)).toBe(1);
  });

  it('hears nothing while a decision is pending', () => {
    const looks = new Looks();
    looks.see('one', 100);
    expect(looks.see('two', 5000, 'none')).toBe(0);
    expect(looks.see('two', 100)).toBe(1);
  });

  it('hears the next guest, but not the last one, once somebody was let in', () => {
    const looks = new Looks();
    looks.see('one', 100);
    looks.see(null, 5000, 'others');
    expect(looks.see('one', 5000, 'others')).toBe(0);
    expect(looks.see('two', 100, 'others')).toBe(1);
  });
});
