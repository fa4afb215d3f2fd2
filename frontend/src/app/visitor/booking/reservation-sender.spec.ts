import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { ReservationRequest } from '../../core/api/models';
import { ReservationSender } from './reservation-sender';

const request: ReservationRequest = {
  name: 'Anna Rossi',
  email: 'anna@example.org',
  party_size: 2,
  privacy_accepted: true,
};
const accepted = {
  reference: 'K7M4QX',
  status: 'pending',
  expires_at: '2027-05-15T20:30:00+02:00',
};

describe('ReservationSender', () => {
  let sender: ReservationSender;
  let http: HttpTestingController;

  beforeEach(() => {
    vi.useFakeTimers();
    TestBed.configureTestingModule({
      providers: [ReservationSender, provideHttpClient(), provideHttpClientTesting()],
    });
    sender = TestBed.inject(ReservationSender);
    http = TestBed.inject(HttpTestingController);
  });

  afterEach(() => {
    http.verify();
    vi.useRealTimers();
  });

  function sentKey(): [string, (status?: number, body?: object) => void] {
    const call = http.expectOne('/api/performances/7/reservations');
    const key = call.request.headers.get('Idempotency-Key') ?? '';
    return [
      key,
      (status = 201, body = accepted) => {
        call.flush(body, { status, statusText: 'answer' });
      },
    ];
  }

  it('repeats a booking whose answer was lost under the same key', () => {
    sender.send(7, request).subscribe({ error: () => undefined });
    const [first, answer] = sentKey();
    answer(503, { code: 'unavailable' });

    sender.send(7, request).subscribe();
    const [second, answerAgain] = sentKey();
    answerAgain();
    expect(first).not.toBe('');
    expect(second).toBe(first);
  });

  it('waits for an earlier send that is still in flight', () => {
    let reference = '';
    sender.send(7, request).subscribe((answer) => (reference = answer.reference));
    const [first, busy] = sentKey();
    busy(409, { code: 'idempotency_in_flight' });
    vi.advanceTimersByTime(1000);
    const [second, done] = sentKey();
    done();
    expect(second).toBe(first);
    expect(reference).toBe('K7M4QX');
  });

  it('does not repeat a refusal', () => {
    let refused = false;
    sender.send(7, request).subscribe({ error: () => (refused = true) });
    const [, refuse] = sentKey();
    refuse(409, { code: 'booking_closed' });
    vi.advanceTimersByTime(10_000);
    expect(refused).toBe(true);
  });
});
