import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';

import { earlyAnswers } from './early-answers';
import { keyOf } from './early-question';

describe('early answers', () => {
  const SHOW = { path: '/api/shows/la-locandiera' };
  let http: HttpClient;
  let server: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(withInterceptors([earlyAnswers])), provideHttpClientTesting()],
    });
    http = TestBed.inject(HttpClient);
    server = TestBed.inject(HttpTestingController);
  });

  afterEach(() => {
    globalThis.azionelabEarly = undefined;
    server.verify();
  });

  it('takes what was asked before the app was there, and asks anew from then on', async () => {
    globalThis.azionelabEarly = new Map([[keyOf(SHOW), Promise.resolve({ title: 'early' })]]);
    expect(await firstValueFrom(http.get(SHOW.path))).toEqual({ title: 'early' });

    const again = firstValueFrom(http.get(SHOW.path));
    server.expectOne(SHOW.path).flush({ title: 'late' });
    expect(await again).toEqual({ title: 'late' });
  });

  it('asks as always when the early question failed', async () => {
    const failed = Promise.reject<unknown>(new Error('no network'));
    globalThis.azionelabEarly = new Map([[keyOf(SHOW), failed]]);
    const answer = firstValueFrom(http.get(SHOW.path));
    await failed.catch(() => undefined);
    await Promise.resolve();
    server.expectOne(SHOW.path).flush({ title: 'asked' });
    expect(await answer).toEqual({ title: 'asked' });
  });

  it('tells questions apart by their parameters and by what they send', async () => {
    const ticket = { path: '/api/tickets/view', body: { token: 'a'.repeat(43) } };
    const dates = { path: '/api/performances?page_size=6' };
    globalThis.azionelabEarly = new Map<string, Promise<unknown>>([
      [keyOf(ticket), Promise.resolve('ticket')],
      [keyOf(dates), Promise.resolve('dates')],
    ]);
    const other = firstValueFrom(http.post(ticket.path, { token: 'b'.repeat(43) }));
    server.expectOne(ticket.path).flush('other');
    expect(await other).toBe('other');
    expect(await firstValueFrom(http.post(ticket.path, ticket.body))).toBe('ticket');
    expect(await firstValueFrom(http.get('/api/performances', { params: { page_size: 6 } }))).toBe(
      'dates',
    );
  });

  it('tells an opening that comes later that the app is there', () => {
    http.get(SHOW.path).subscribe();
    server.expectOne(SHOW.path).flush({});
    expect(globalThis.azionelabEarly).toBeDefined();
  });
});
