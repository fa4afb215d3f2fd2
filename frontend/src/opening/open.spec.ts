import { open } from './open';
import { Bundle } from './plan';

const BUNDLES: Record<Bundle, readonly string[]> = {
  'booking-page': ['booking.js', 'seats.js'],
  'check-mail-page': ['check-mail.js'],
  'confirm-page': ['confirm.js'],
  'privacy-page': ['privacy.js'],
  'ticket-page': ['ticket.js'],
  en: ['en.js'],
};

/** A page at an address, as far as the opening sees one. */
function pageAt(address: string): Window {
  const page = document.implementation.createHTMLDocument();
  const location = new URL(address, 'https://teatro.example');
  return { document: page, location } as unknown as Window;
}

const linksOf = ({ document }: Window, rel: string) =>
  [...document.querySelectorAll<HTMLLinkElement>(`link[rel=${rel}]`)].map((link) =>
    link.getAttribute('href'),
  );

describe('the opening', () => {
  const fetched = vi.fn<typeof fetch>();

  beforeEach(() => {
    localStorage.clear();
    fetched.mockReset();
    fetched.mockImplementation(() => Promise.resolve(Response.json({})));
    vi.stubGlobal('fetch', fetched);
  });

  afterEach(() => {
    vi.unstubAllGlobals();
    globalThis.azionelabEarly = undefined;
  });

  it('asks what the page and the shell will ask, and leaves the answers to the app', async () => {
    open(pageAt('/shows/la-locandiera'), BUNDLES);
    expect([...(globalThis.azionelabEarly?.keys() ?? [])]).toEqual([
      '/api/shows/la-locandiera',
      '/api/company',
    ]);
    expect(await globalThis.azionelabEarly?.get('/api/company')).toEqual({});
  });

  it('sends a ticket its token in the body', () => {
    const token = 't'.repeat(43);
    open(pageAt(`/ticket#${token}`), BUNDLES);
    const [path, init] = fetched.mock.calls[0] ?? [];
    expect(path).toBe('/api/tickets/view');
    expect(init).toMatchObject({ method: 'POST', body: JSON.stringify({ token }) });
  });

  it('fetches the bundles of the page, and the English words for whom reads English', () => {
    const italian = pageAt('/performances/7/book');
    open(italian, BUNDLES);
    expect(linksOf(italian, 'modulepreload')).toEqual(['booking.js', 'seats.js']);

    for (const [address, remembered] of [
      ['/performances/7/book', 'en'],
      ['/performances/7/book?lang=en', 'it'],
    ] as const) {
      globalThis.azionelabEarly = undefined;
      localStorage.setItem('azionelab.language', remembered);
      const english = pageAt(address);
      open(english, BUNDLES);
      expect(linksOf(english, 'modulepreload')).toEqual(['booking.js', 'seats.js', 'en.js']);
    }
  });

  it('fetches the poster as soon as the answer names it', async () => {
    fetched.mockImplementation(() =>
      Promise.resolve(Response.json({ poster_image: '/posters/la-locandiera.svg' })),
    );
    const page = pageAt('/shows/la-locandiera');
    open(page, BUNDLES);
    await vi.waitFor(() => {
      expect(linksOf(page, 'preload')).toEqual(['/posters/la-locandiera.svg']);
    });
  });

  it('has no answer where the API refuses or is away, and breaks nothing', async () => {
    fetched.mockImplementation((path) =>
      path === '/api/company'
        ? Promise.reject(new TypeError('no network'))
        : Promise.resolve(Response.json({}, { status: 404 })),
    );
    const page = pageAt('/shows/la-locandiera');
    open(page, BUNDLES);
    for (const answer of globalThis.azionelabEarly?.values() ?? []) {
      await expect(answer).rejects.toThrow();
    }
    expect(linksOf(page, 'preload')).toEqual([]);
  });

  it('does nothing when the app is there already', () => {
    globalThis.azionelabEarly = new Map();
    open(pageAt('/'), BUNDLES);
    expect(fetched).not.toHaveBeenCalled();
  });
});
