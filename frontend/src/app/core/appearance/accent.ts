import { DOCUMENT, Injectable, inject } from '@angular/core';

import { isColour, tinted, wordsOn } from './colour';
import { Scheme } from './appearance';

/** The accents of the company's own, each in place of the theme's (`styles/_theme.scss`). */
export type Accents = Readonly<Partial<Record<Scheme, string | null>>>;

const PARTS = ['', '-words', '-tint', '-tint-words'] as const;

/**
 * Dresses the site in the company's colours. They are set as properties of the root element, by script: the
 * content security policy forbids what is written into the page.
 */
@Injectable({ providedIn: 'root' })
export class Accent {
  private readonly document = inject(DOCUMENT);

  wear(accents: Accents): void {
    const { style } = this.document.documentElement;
    for (const scheme of ['light', 'dark'] as const) {
      const properties = accentProperties(accents[scheme] ?? '', scheme);
      for (const part of PARTS) {
        const value = properties[part];
        const property = `--az-accent-${scheme}${part}`;
        if (value === undefined) {
          style.removeProperty(property);
        } else {
          style.setProperty(property, value);
        }
      }
    }
  }
}

/** The colour, what is written on it, the page tinted with it, and what is written on that. */
function accentProperties(
  colour: string,
  scheme: Scheme,
): Partial<Record<(typeof PARTS)[number], string>> {
  if (!isColour(colour)) {
    return {};
  }
  const tint = tinted(colour, scheme);
  return {
    '': colour,
    '-words': wordsOn(colour),
    '-tint': tint,
    '-tint-words': wordsOn(tint),
  };
}
