/** What of a show is needed to draw its poster. */
export interface PosterPicture {
  readonly poster_image?: string | null;
  readonly poster_image_small?: string | null;
}

/** Widths of the two pictures, pixels, as the server makes them (`booking/src/poster.rs`). */
const LARGE = 1200;
const SMALL = 480;

/** How wide a poster is drawn, where it stands. */
export const POSTER_WIDTHS = {
  show: '(max-width: 52rem) 22rem, 30rem',
  booking: '(max-width: 52rem) 6.5rem, 22rem',
  card: '(max-width: 42rem) 100vw, 24rem',
  front: '19rem',
} as const;

/** The pictures a browser may choose from (`srcset`); null where there is one only. */
export function posterChoice({ poster_image, poster_image_small }: PosterPicture): string | null {
  return poster_image && poster_image_small
    ? `${poster_image_small} ${SMALL}w, ${poster_image} ${LARGE}w`
    : null;
}
