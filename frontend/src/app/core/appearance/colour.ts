/** Least contrast of words against what they stand on (WCAG 2.2, success criterion 1.4.3). */
export const LEGIBLE = 4.5;

/** Of the theme (`styles/_theme.scss`): what words are written with on light and on dark. */
const INK = '#201a17';
const PAPER = '#fff8f2';

/** The theme's surfaces, darkest and lightest of each scheme: an accent must be legible on all between. */
const SURFACES = { light: ['#e0d7c7', '#fffdf8'], dark: ['#3b3330', '#0f0c0b'] } as const;

/** The accents that the theme has of its own. */
export const THEME_ACCENTS = { light: '#8e1b25', dark: '#f2a49b' } as const;

/** What a page of each scheme is mostly made of. */
export const PAGE = { light: '#fbf6ec', dark: '#151110' } as const;

/** How much of an accent is in the surface that is tinted with it. */
const TINT = { light: 0.14, dark: 0.28 } as const;

const HEX = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i;

type Parts = readonly [red: number, green: number, blue: number];

/** Whether `text` is a colour as the API writes it: `#8e1b25`. */
export function isColour(text: string): boolean {
  return HEX.test(text);
}

/** Contrast of two colours, 1 to 21 (WCAG 2.2, glossary). */
export function contrast(one: string, other: string): number {
  const [darker, lighter] = [luminance(parts(one)), luminance(parts(other))].sort((a, b) => a - b);
  return ((lighter ?? 0) + 0.05) / ((darker ?? 0) + 0.05);
}

/** The least contrast that words in `colour` have on the pages of a scheme. */
export function contrastOnPages(colour: string, scheme: 'light' | 'dark'): number {
  return Math.min(...SURFACES[scheme].map((surface) => contrast(colour, surface)));
}

/** Ink or paper: what is easier to read on `colour`. */
export function wordsOn(colour: string): string {
  return contrast(colour, INK) > contrast(colour, PAPER) ? INK : PAPER;
}

/** A page's surface with a touch of `colour`. */
export function tinted(colour: string, scheme: 'light' | 'dark'): string {
  const page = parts(PAGE[scheme]);
  const share = TINT[scheme];
  const mixed = parts(colour).map((part, index) =>
    Math.round(part * share + (page[index] ?? 0) * (1 - share)),
  );
  return `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function parts(colour: string): Parts {
  const [, red = '0', green = '0', blue = '0'] = HEX.exec(colour) ?? [];
  return [parseInt(red, 16), parseInt(green, 16), parseInt(blue, 16)];
}

/** Relative luminance, 0 to 1. */
function luminance(colour: Parts): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}
