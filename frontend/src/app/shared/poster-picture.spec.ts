import { posterChoice } from './poster-picture';

describe('posterChoice', () => {
  it('offers both sizes where there are two', () => {
    expect(
      posterChoice({
        poster_image: '/api/posters/a-large.webp',
        poster_image_small: '/api/posters/a-small.webp',
      }),
    ).toBe('/api/posters/a-small.webp 480w, /api/posters/a-large.webp 1200w');
  });

  it('leaves a single picture alone', () => {
    expect(posterChoice({ poster_image: '/posters/a.svg', poster_image_small: null })).toBeNull();
    expect(posterChoice({})).toBeNull();
  });
});
