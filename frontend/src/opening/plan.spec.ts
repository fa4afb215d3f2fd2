import { routes } from '../app/app.routes';
import { planOf } from './plan';

const plan = (address: string) => planOf(new URL(address, 'https://teatro.example'));
const asked = (address: string) => plan(address).questions;

describe('what a page is going to need', () => {
  it('is known from its address', () => {
    expect(asked('/')).toEqual([{ path: '/api/shows' }, { path: '/api/performances?page_size=6' }]);
    expect(asked('/?lang=en')).toEqual(asked('/'));
    expect(asked('/shows/la-locandiera')).toEqual([{ path: '/api/shows/la-locandiera' }]);
    expect(asked('/performances/7/book')).toEqual([{ path: '/api/performances/7' }]);
    expect(plan('/performances/7/book').bundle).toBe('booking-page');
  });

  it('is the ticket, whose token comes behind the address', () => {
    const token = 'kD3v_9Lq-0sT7uWxYzAbCdEfGhIjKlMnOpQrStUvWx0';
    expect(asked(`/ticket#${token}`)).toEqual([{ path: '/api/tickets/view', body: { token } }]);
    expect(asked('/ticket#cut')).toEqual([]);
    expect(asked('/ticket')).toEqual([]);
    expect(plan('/ticket').bundle).toBe('ticket-page');
  });

  it('is nothing where a link is opened to be confirmed: that waits for a click', () => {
    expect(asked(`/confirm#${'c'.repeat(43)}`)).toEqual([]);
  });

  it.each([
    '/manage/shows',
    '/staff',
    '/shows/%3E',
    '/shows/a/b',
    '/performances/x/book',
    '/nowhere',
  ])('is not guessed for %s', (address) => {
    expect(plan(address)).toEqual({ questions: [] });
  });

  it('names the poster that opens the page', () => {
    const show = { poster_image: '/api/posters/a-large.webp' };
    expect(plan('/shows/la-locandiera').poster?.of(show)).toBe(show);
    expect(plan('/performances/7/book').poster?.of({ show })).toBe(show);
    expect(plan('/').poster).toBeUndefined();
  });

  it('knows a page for each of its addresses in the app', () => {
    const visitors = routes.find(({ path, children }) => path === '' && children)?.children ?? [];
    const lazy = visitors.filter(({ path, loadComponent }) => loadComponent && path !== '**');
    expect(lazy.length).toBeGreaterThan(0);
    for (const { path = '' } of lazy) {
      expect(plan(`/${path.replace(':id', '7')}`).bundle, path).toBeDefined();
    }
  });
});
