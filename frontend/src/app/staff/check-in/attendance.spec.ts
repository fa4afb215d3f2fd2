import { provideHttpClient } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';

import { CheckInPerformance } from '../../core/api/models';
import { StaffApi } from '../staff-api';
import { Attendance } from './attendance';

const TODAY = '/api/check-in/performances';
const THAT_DAY = '/api/check-in/performances?date=2027-05-15';

const tonight: CheckInPerformance = {
  id: 12,
  show: { title: 'La tempesta', slug: 'la-tempesta' },
  venue: { name: 'Sala Uno', slug: 'sala-uno', city: 'Bologna' },
  starts_at: '2027-05-15T20:30:00+02:00',
  status: 'open',
  confirmed_seats: 40,
  admitted_seats: 10,
  available_seats: 16,
};

describe('Attendance', () => {
  let attendance: Attendance;
  let http: HttpTestingController;

  beforeEach(() => {
    vi.useFakeTimers();
    TestBed.configureTestingModule({
      providers: [Attendance, StaffApi, provideHttpClient(), provideHttpClientTesting()],
    });
    attendance = TestBed.inject(Attendance);
    http = TestBed.inject(HttpTestingController);
    attendance.open(12);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  function answer(url: string, ...results: CheckInPerformance[]): void {
    http.expectOne(url).flush({ results, total: results.length, page: 1, page_size: 50 });
  }

  it('looks again every few seconds, since other phones admit people, too', () => {
    answer(TODAY, tonight);
    expect(attendance.performance()?.admitted_seats).toBe(10);
    vi.advanceTimersByTime(5000);
    answer(THAT_DAY, { ...tonight, admitted_seats: 14 });
    expect(attendance.performance()?.admitted_seats).toBe(14);
  });

  it('looks at once when something was done at this door', () => {
    answer(TODAY, tonight);
    attendance.refresh();
    answer(THAT_DAY, tonight);
  });

  it('finds a performance of another day by the programme', () => {
    answer(TODAY);
    http.expectOne('/api/performances/12').flush({ starts_at: tonight.starts_at });
    answer(THAT_DAY, tonight);
    expect(attendance.performance()?.id).toBe(12);
  });

  it('says that there is no such performance', () => {
    answer(TODAY);
    http
      .expectOne('/api/performances/12')
      .flush({ code: 'not_found' }, { status: 404, statusText: 'Not Found' });
    expect(attendance.isMissing()).toBe(true);
  });

  it('keeps the last numbers when the server is away, says so, and recovers by itself', () => {
    answer(TODAY, tonight);
    vi.advanceTimersByTime(5000);
    http.expectOne(THAT_DAY).error(new ProgressEvent('offline'));
    expect(attendance.performance()?.admitted_seats).toBe(10);
    expect(attendance.error()).toBeDefined();
    vi.advanceTimersByTime(5000);
    answer(THAT_DAY, tonight);
    expect(attendance.error()).toBeUndefined();
  });

  it('rests while nobody looks at the page', () => {
    answer(TODAY, tonight);
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    vi.advanceTimersByTime(60_000);
    http.expectNone(THAT_DAY);
    visibility.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    answer(THAT_DAY, tonight);
  });
});
