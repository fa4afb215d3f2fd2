import { LEGIBLE, contrast, contrastOnPages, isColour, tinted, wordsOn } from './colour';

describe('colour', () => {
  it('measures contrast as WCAG does', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
    expect(contrast('#ffffff', '#FFFFFF')).toBeCloseTo(1);
    // The grey that every contrast checker knows: just enough on white, and its lighter neighbour just not.
    expect(contrast('#767676', '#ffffff')).toBeGreaterThanOrEqual(LEGIBLE);
    expect(contrast('#777777', '#ffffff')).toBeLessThan(LEGIBLE);
  });

  it("finds the theme's own accents legible where they are used, and not where they are not", () => {
    expect(contrastOnPages('#8e1b25', 'light')).toBeGreaterThanOrEqual(LEGIBLE);
    expect(contrastOnPages('#8e1b25', 'dark')).toBeLessThan(LEGIBLE);
    expect(contrastOnPages('#f2a49b', 'dark')).toBeGreaterThanOrEqual(LEGIBLE);
    expect(contrastOnPages('#f2a49b', 'light')).toBeLessThan(LEGIBLE);
  });

  it('writes on every accent so that it can be read', () => {
    expect(wordsOn('#0b3d91')).toBe('#fff8f2');
    expect(wordsOn('#ffd166')).toBe('#201a17');
  });

  it('tints a page so lightly that its words stay legible', () => {
    for (const accent of ['#000000', '#8e1b25', '#0b3d91', '#005f3c']) {
      expect(contrast(tinted(accent, 'light'), '#201a17')).toBeGreaterThan(7);
    }
    for (const accent of ['#ffffff', '#f2a49b', '#ffd166', '#7fd1ae']) {
      expect(contrast(tinted(accent, 'dark'), '#f2e8da')).toBeGreaterThan(LEGIBLE);
    }
  });

  it.each(['', 'red', '#fff', '#12345g', '#1234567', ' #123456'])(
    'takes %j for no colour',
    (text) => {
      expect(isColour(text)).toBe(false);
    },
  );
});
