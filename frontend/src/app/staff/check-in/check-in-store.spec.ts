import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';

import { CheckInResult, Guest } from '../../core/api/models';
import { SiteTime } from '../../core/time/site-time';
import { StaffApi } from '../staff-api';
import { Attendance } from './attendance';
import { CheckInStore } from './check-in-store';
import { DoorSettings } from './door-settings';
import { GuestSearch } from './guest-search';
import { VerdictSignal } from './verdict-signal';

const token = 'kD3v_9Lq-0sT7uWxYzAbCdEfGhIjKlMnOpQrStUvWx0';

const guest: Guest = {
  reference: '7KQ2M1X',
  name: 'Anna Bianchi',
  party_size: 3,
  admitted: 0,
  status: 'confirmed',
};

function result(outcome: CheckInResult['outcome'], admitted: number): CheckInResult {
  return {
    outcome,
    reference: '7KQ2M1X',
    name: 'Anna Bianchi',
    party_size: 3,
    admitted,
    performance: {
      id: 12,
      show: { title: 'La tempesta', slug: 'la-tempesta' },
      venue: { name: 'Sala Uno', slug: 'sala-uno', city: 'Bologna' },
      starts_at: '2027-05-15T20:30:00+02:00',
      booking_enabled: true,
      available_seats: 10,
      status: 'open',
    },
  };
}

describe('CheckInStore', () => {
  const atOnce = signal(false);
  const give = vi.fn().mockResolvedValue(undefined);
  const refreshed = vi.fn();
  let store: CheckInStore;
  let http: HttpTestingController;

  beforeEach(() => {
    atOnce.set(false);
    vi.clearAllMocks();
    TestBed.configureTestingModule({
      providers: [
        CheckInStore,
        StaffApi,
        provideHttpClient(),
        provideHttpClientTesting(),
        { provide: Attendance, useValue: { open: vi.fn(), refresh: refreshed } },
        { provide: GuestSearch, useValue: { open: vi.fn(), refresh: vi.fn() } },
        { provide: DoorSettings, useValue: { admitAtOnce: atOnce } },
        { provide: VerdictSignal, useValue: { give } },
        { provide: SiteTime, useValue: { time: () => '20:12', dateTime: () => 'today' } },
      ],
    });
    store = TestBed.inject(CheckInStore);
    http = TestBed.inject(HttpTestingController);
    store.open(12);
  });

  afterEach(() => {
    http.verify();
  });

  function verify() {
    return http.expectOne('/api/check-in/verify');
  }

  function confirm() {
    return http.expectOne('/api/check-in/confirm');
  }

  function refuse(call: ReturnType<typeof verify>, status: number, body: object): void {
    call.flush(body, { status, statusText: 'no' });
  }

  it('only asks about a code that was scanned, and admits when it is told to', () => {
    store.scanned(`https://site.example/ticket#${token}`);
    const asked = verify();
    expect(asked.request.body).toEqual({ token, performance_id: 12 });
    asked.flush(result('ready', 0));
    expect(store.verdict()?.outcome).toBe('ready');
    expect(give).toHaveBeenLastCalledWith('yes');

    store.admit(2);
    const admitted = confirm();
    expect(admitted.request.body).toEqual({
      token,
      performance_id: 12,
      source: 'qr_scan',
      admitted: 2,
    });
    admitted.flush(result('checked_in', 2));
    expect(store.appearance()?.tone).toBe('partly');
    expect(refreshed).toHaveBeenCalled();
  });

  it('with the switch on, admits the whole party with the scan', () => {
    atOnce.set(true);
    store.scanned(token);
    const admitted = confirm();
    expect(admitted.request.body).toEqual({ token, performance_id: 12, source: 'qr_scan' });
    admitted.flush(result('checked_in', 3));
    expect(store.verdict()?.outcome).toBe('checked_in');
  });

  it('admits nobody at once who was typed, not scanned', () => {
    atOnce.set(true);
    store.typed(token);
    verify().flush(result('ready', 0));
    expect(store.verdict()?.outcome).toBe('ready');
  });

  it('sends nowhere what is no ticket', () => {
    store.scanned('WIFI:S:Foyer;T:WPA;P:secret;;');
    expect(store.verdict()?.outcome).toBe('token_unknown');
    expect(give).toHaveBeenLastCalledWith('no');
  });

  it.each([
    [
      'typed',
      () => {
        store.typed('7kq-2mlx');
      },
    ],
    [
      'found in the guest list',
      () => {
        store.chosen(guest);
      },
    ],
  ])('asks about a reference that was %s, and admits by it', (_, present) => {
    present();
    const asked = verify();
    expect(asked.request.body).toEqual({ reference: '7KQ2M1X', performance_id: 12 });
    asked.flush(result('ready', 0));
    expect(store.verdict()).toMatchObject({ outcome: 'ready', party: { name: 'Anna Bianchi' } });

    store.admit(3);
    const admitted = confirm();
    expect(admitted.request.body).toEqual({
      reference: '7KQ2M1X',
      performance_id: 12,
      source: 'manual',
      admitted: 3,
    });
    admitted.flush(result('checked_in', 3));
  });

  it('says when and by whom they were let in, however they were found', () => {
    store.chosen({ ...guest, admitted: 3 });
    verify().flush({
      ...result('already_checked_in', 3),
      checked_in_at: '2027-05-15T20:12:00+02:00',
      checked_in_by: 'Marta',
    });
    expect(store.verdict()).toMatchObject({
      outcome: 'already_checked_in',
      admittedAt: '2027-05-15T20:12:00+02:00',
      admittedBy: 'Marta',
    });
  });

  it('knows nobody by a reference that belongs to none', () => {
    store.typed('7KQ2M1');
    refuse(verify(), 404, { code: 'not_found' });
    expect(store.verdict()?.outcome).toBe('not_found');
  });

  it('hears nothing while an answer is awaited', () => {
    store.scanned(token);
    expect(store.listening()).toBe('none');
    store.scanned('another-token-of-at-least-sixteen');
    store.typed('7KQ2M1X');
    verify().flush(result('ready', 0));
  });

  it('hears the next guest once somebody is in, and nobody while a decision or a refusal stands', () => {
    expect(store.listening()).toBe('all');
    store.chosen(guest);
    expect(store.listening()).toBe('none');
    verify().flush(result('ready', 0));
    expect(store.listening()).toBe('none');
    store.admit(3);
    confirm().flush(result('checked_in', 3));
    expect(store.listening()).toBe('others');
    store.chosen(guest);
    verify().flush(result('cancelled', 0));
    expect(store.listening()).toBe('none');
    store.dismiss();
    expect(store.listening()).toBe('all');
  });

  it('shows what another phone did when both admit the same party', () => {
    store.chosen(guest);
    verify().flush(result('ready', 0));
    store.admit(3);
    refuse(confirm(), 409, {
      code: 'already_checked_in',
      ...result('already_checked_in', 3),
      checked_in_at: '2027-05-15T20:12:00+02:00',
      checked_in_by: 'Marta',
    });
    expect(store.verdict()).toMatchObject({
      outcome: 'already_checked_in',
      admittedBy: 'Marta',
      party: { admitted: 3 },
    });
    expect(give).toHaveBeenLastCalledWith('no');
  });

  it('looks again when fewer remain outside than were to be admitted', () => {
    store.scanned(token);
    verify().flush(result('ready', 0));
    store.admit(3);
    refuse(confirm(), 422, { code: 'validation' });
    verify().flush(result('ready', 2));
    expect(store.verdict()).toMatchObject({ outcome: 'ready', party: { admitted: 2 } });
  });

  it('waves nobody through without an answer, and asks again without admitting', () => {
    store.scanned(token);
    verify().flush(result('ready', 0));
    store.admit(3);
    confirm().error(new ProgressEvent('offline'));
    expect(store.verdict()?.outcome).toBe('offline');
    expect(give).toHaveBeenLastCalledWith('unknown');

    store.retry();
    verify().flush(result('already_checked_in', 3));
    expect(store.verdict()?.outcome).toBe('already_checked_in');
  });

  it('takes a server that keeps people waiting for one that was not reached', () => {
    vi.useFakeTimers();
    store.scanned(token);
    const asked = verify();
    vi.advanceTimersByTime(8001);
    vi.useRealTimers();
    expect(asked.cancelled).toBe(true);
    expect(store.verdict()?.outcome).toBe('offline');
    expect(store.busy()).toBe(false);
  });

  it('takes back an admission, and says so whatever the ticket is worth now', () => {
    store.walkedIn({ ...result('checked_in', 3), name: 'Walter' });
    store.undo();
    const undone = http.expectOne('/api/check-in/undo');
    expect(undone.request.body).toEqual({ reference: '7KQ2M1X' });
    undone.flush(result('cancelled', 0));
    expect(store.verdict()).toMatchObject({ outcome: 'undone', party: { admitted: 0 } });
    expect(store.appearance()?.tone).toBe('partly');
  });

  it('has no verdict when the session has ended: the login is on its way', () => {
    store.scanned(token);
    refuse(verify(), 401, { code: 'unauthorized' });
    expect(store.verdict()).toBeNull();
    expect(give).not.toHaveBeenCalled();
  });
});
