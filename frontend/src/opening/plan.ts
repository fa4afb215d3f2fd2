import { Question } from '../app/core/api/early-question';
import { PerformanceDetail, ShowDetail } from '../app/core/api/models';
import { VISITOR_PATHS } from '../app/core/api/visitor-paths';
import { tokenFromFragment } from '../app/core/navigation/token-of-link';
import { POSTER_WIDTHS, PosterPicture } from '../app/shared/poster-picture';
import { DATES_SHOWN } from '../app/visitor/season/dates-shown';

/** Bundles that the first one does not hold; `scripts/add-opening.mjs` knows their files. */
export type Bundle =
  'booking-page' | 'check-mail-page' | 'confirm-page' | 'privacy-page' | 'ticket-page' | 'en';

/** What a page is going to need, known from its address. */
export interface Plan {
  readonly questions: readonly Question[];
  readonly bundle?: Bundle;
  /** Where the first answer tells of the poster that opens the page. */
  readonly poster?: {
    readonly width: string;
    readonly of: (answer: unknown) => PosterPicture;
  };
}

type Page = (found: RegExpExecArray, fragment: string) => Plan;

/** The visitors' pages. Addresses that only look like one of them get the app's own answer. */
const PAGES: readonly (readonly [RegExp, Page])[] = [
  [
    /^\/$/,
    () => ({
      questions: [
        { path: VISITOR_PATHS.shows },
        { path: VISITOR_PATHS.nextPerformances(DATES_SHOWN) },
      ],
    }),
  ],
  [
    /^\/shows\/([a-z0-9-]+)$/,
    ([, slug = '']) => ({
      questions: [{ path: VISITOR_PATHS.show(slug) }],
      poster: { width: POSTER_WIDTHS.show, of: (answer) => answer as ShowDetail },
    }),
  ],
  [
    /^\/performances\/(\d+)\/book$/,
    ([, id = '']) => ({
      questions: [{ path: VISITOR_PATHS.performance(id) }],
      bundle: 'booking-page',
      poster: { width: POSTER_WIDTHS.booking, of: (answer) => (answer as PerformanceDetail).show },
    }),
  ],
  [
    /^\/ticket$/,
    (_, fragment) => {
      const token = tokenFromFragment(fragment);
      return {
        questions: token === null ? [] : [{ path: VISITOR_PATHS.ticket, body: { token } }],
        bundle: 'ticket-page',
      };
    },
  ],
  [/^\/check-mail$/, () => ({ questions: [], bundle: 'check-mail-page' })],
  [/^\/confirm$/, () => ({ questions: [], bundle: 'confirm-page' })],
  [/^\/privacy$/, () => ({ questions: [], bundle: 'privacy-page' })],
];

/** @param address   of the page */
export function planOf(address: URL): Plan {
  for (const [pattern, page] of PAGES) {
    const found = pattern.exec(address.pathname);
    if (found) {
      return page(found, address.hash.slice(1));
    }
  }
  return { questions: [] };
}
