/** How many dates the front page names; a show's own page has them all. */
export const DATES_SHOWN = 6;
