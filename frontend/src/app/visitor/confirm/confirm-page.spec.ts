import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { RouterTestingHarness } from '@angular/router/testing';

import { provideTestingTranslations } from '../../../testing/translations';
import { ConfirmPage } from './confirm-page';

const token = 'kD3v_9Lq-0sT7uWxYzAbCdEfGhIjKlMnOpQrStUvWx0';

describe('ConfirmPage', () => {
  let http: HttpTestingController;

  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [
        provideRouter([{ path: 'confirm', component: ConfirmPage }]),
        provideHttpClient(),
        provideHttpClientTesting(),
        provideTestingTranslations(),
      ],
    });
    http = TestBed.inject(HttpTestingController);
  });

  async function open(url: string) {
    const harness = await RouterTestingHarness.create(url);
    await harness.fixture.whenStable();
    const page = harness.fixture.nativeElement as HTMLElement;
    const find = (id: string) => page.querySelector<HTMLElement>(`[data-testid="${id}"]`);
    return { find, settle: () => harness.fixture.whenStable() };
  }

  it('changes nothing when it is opened, only when the button is pressed', async () => {
    const { find } = await open(`/confirm#${token}`);
    http.expectNone(() => true);
    find('confirm-button')?.click();
    const call = http.expectOne('/api/reservations/confirm');
    expect(call.request.body).toEqual({ token });
  });

  it('sends once however often the button is pressed', async () => {
    const { find } = await open(`/confirm#${token}`);
    find('confirm-button')?.click();
    find('confirm-button')?.click();
    http.expectOne('/api/reservations/confirm');
  });

  it('says why a link no longer works', async () => {
    const { find, settle } = await open(`/confirm#${token}`);
    find('confirm-button')?.click();
    http
      .expectOne('/api/reservations/confirm')
      .flush({ code: 'token_expired' }, { status: 410, statusText: 'Gone' });
    await settle();
    expect(find('confirm-problem')?.dataset['code']).toBe('token_expired');
    expect(find('confirm-problem')?.textContent).toContain('scaduto');
  });

  it('takes a link without a token for a broken one', async () => {
    const { find } = await open('/confirm');
    expect(find('confirm-problem')?.dataset['code']).toBe('token_unknown');
    expect(find('confirm-button')).toBeNull();
  });
});
