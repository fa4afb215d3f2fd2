import { HttpClient, HttpContext, provideHttpClient, withInterceptors } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router, provideRouter } from '@angular/router';

import { officeGuard } from '../manage/shell/office-guard';
import { SessionApi } from './session-api';
import { IN_BACKGROUND } from './in-background';
import { sessionGuard } from './session-guard';
import { sessionInterceptor } from './session-interceptor';
import { Session } from './session';

@Component({ selector: 'az-stage', template: '' })
class Stage {}

const anna = { user: { username: 'anna', display_name: 'Anna', role: 'staff' } };

describe('the staff session', () => {
  let http: HttpTestingController;
  let router: Router;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        SessionApi,
        Session,
        provideHttpClient(withInterceptors([sessionInterceptor])),
        provideHttpClientTesting(),
        provideRouter([
          { path: 'staff/login', component: Stage },
          { path: 'staff', component: Stage, pathMatch: 'full' },
          { path: 'staff/performances/:id', component: Stage, canActivate: [sessionGuard] },
          { path: 'manage', component: Stage, canActivate: [sessionGuard, officeGuard] },
        ]),
      ],
    });
    http = TestBed.inject(HttpTestingController);
    router = TestBed.inject(Router);
  });

  async function enter(
    status: number,
    body: object,
    address = '/staff/performances/12',
  ): Promise<void> {
    const entered = router.navigateByUrl(address);
    const asked = await vi.waitFor(() => http.expectOne('/api/auth/me'));
    asked.flush(body, { status, statusText: 'answer' });
    await entered;
  }

  it('lets someone with a session through', async () => {
    await enter(200, anna);
    expect(router.url).toBe('/staff/performances/12');
    expect(TestBed.inject(Session).displayName()).toBe('Anna');
  });

  it('leads the door’s staff from the office to the door, asking the server once', async () => {
    await enter(200, anna, '/manage');
    expect(router.url).toBe('/staff');
  });

  it('lets administrators into the office', async () => {
    await enter(200, { user: { ...anna.user, role: 'admin' } }, '/manage');
    expect(router.url).toBe('/manage');
  });

  it('sends a stranger to the login, with the way back', async () => {
    await enter(401, { code: 'unauthorized' });
    expect(router.url).toBe('/staff/login?return=%2Fstaff%2Fperformances%2F12');
  });

  it('does not log anybody out because the server is away', async () => {
    await enter(503, { code: 'unavailable' });
    expect(router.url).toBe('/staff/performances/12');
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'csrf'],
  ])('goes back to the login when a call answers %i %s', async (status, code) => {
    await enter(200, anna);
    TestBed.inject(HttpClient)
      .post('/api/check-in/verify', {})
      .subscribe({ error: () => undefined });
    http.expectOne('/api/check-in/verify').flush({ code }, { status, statusText: 'no' });
    await vi.waitFor(() => {
      expect(router.url).toContain('/staff/login');
    });
    expect(router.parseUrl(router.url).queryParams).toEqual({
      return: '/staff/performances/12',
      expired: 'true',
    });
    expect(TestBed.inject(Session).user()).toBeNull();
  });

  it('does not take the page away because of a call that nobody waits for', async () => {
    await enter(200, anna);
    const context = new HttpContext().set(IN_BACKGROUND, true);
    TestBed.inject(HttpClient)
      .get('/api/x', { context })
      .subscribe({ error: () => undefined });
    http.expectOne('/api/x').flush({ code: 'unauthorized' }, { status: 401, statusText: 'no' });
    await Promise.resolve();
    expect(router.url).toBe('/staff/performances/12');
  });

  it('takes a wrong code of a second step for an answer, not for the end of a session', async () => {
    await enter(200, anna);
    TestBed.inject(SessionApi)
      .secondStep({ pending_token: 'pending', code: '123456' })
      .subscribe({ error: () => undefined });
    http
      .expectOne('/api/auth/login/second-factor')
      .flush({ code: 'wrong_code' }, { status: 401, statusText: 'no' });
    await Promise.resolve();
    expect(router.url).toBe('/staff/performances/12');
  });

  it('is not open before the second step', async () => {
    const session = TestBed.inject(Session);
    session.login({ username: 'anna', password: 'right' }).subscribe();
    http.expectOne('/api/auth/login').flush({ second_factor_required: true, pending_token: 'p' });
    expect(session.user()).toBeNull();
    session.secondStep({ pending_token: 'p', code: '123456' }).subscribe();
    http.expectOne('/api/auth/login/second-factor').flush(anna);
    expect(session.displayName()).toBe('Anna');
    await Promise.resolve();
  });

  it('leaves a refused permission to the page', async () => {
    await enter(200, anna);
    TestBed.inject(HttpClient)
      .get('/api/x')
      .subscribe({ error: () => undefined });
    http.expectOne('/api/x').flush({ code: 'forbidden' }, { status: 403, statusText: 'no' });
    await Promise.resolve();
    expect(router.url).toBe('/staff/performances/12');
  });
});
