import { TestBed } from '@angular/core/testing';
import { of, throwError } from 'rxjs';

import { OperationsApi, QueueSight } from '../operations-api';
import { LiveQueue } from './live-queue';

const CALM = { queues: [], workers: [], at: 0 } satisfies QueueSight;

describe('the live queue', () => {
  const queue = vi.fn();
  let visibility: DocumentVisibilityState;

  beforeEach(() => {
    vi.useFakeTimers();
    visibility = 'visible';
    vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
    queue.mockReset().mockReturnValue(of(CALM));
    const api = { queue, failedJobs: () => of([]) };
    TestBed.configureTestingModule({
      providers: [LiveQueue, { provide: OperationsApi, useValue: api }],
    });
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  function begin(): LiveQueue {
    const live = TestBed.inject(LiveQueue);
    TestBed.tick();
    return live;
  }

  function become(state: DocumentVisibilityState): void {
    visibility = state;
    document.dispatchEvent(new Event('visibilitychange'));
  }

  it('looks at once with somebody waiting, then every five seconds with nobody', () => {
    begin();
    expect(queue.mock.calls).toEqual([[false]]);
    vi.advanceTimersByTime(5000);
    expect(queue.mock.calls).toEqual([[false], [true]]);
  });

  it('rests while the page is hidden, and looks at once when it is back', () => {
    begin();
    become('hidden');
    vi.advanceTimersByTime(60_000);
    expect(queue).toHaveBeenCalledTimes(1);
    become('visible');
    expect(queue).toHaveBeenCalledTimes(2);
  });

  it('keeps what it saw when the server goes away, and says that it is away', () => {
    const live = begin();
    queue.mockReturnValue(throwError(() => new Error('away')));
    live.refresh();
    expect(live.seen()?.sight).toBe(CALM);
    expect(live.error()).toBeInstanceOf(Error);
    queue.mockReturnValue(of(CALM));
    vi.advanceTimersByTime(5000);
    expect(live.error()).toBeUndefined();
  });
});
