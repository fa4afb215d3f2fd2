import {
  Injector,
  provideZonelessChangeDetection,
  runInInjectionContext,
  signal,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Subject } from 'rxjs';

import { IN_BACKGROUND } from '../../session/in-background';
import { liveRead } from './live-read';

const PACE = 30_000;

/** A read whose answers the test gives. */
function aRead() {
  TestBed.configureTestingModule({ providers: [provideZonelessChangeDetection()] });
  const wanted = signal(1);
  const calls: { wanted: number; quiet: boolean; answer: Subject<string> }[] = [];
  const live = runInInjectionContext(TestBed.inject(Injector), () =>
    liveRead({
      of: wanted,
      read: (id: number, context) => {
        const answer = new Subject<string>();
        calls.push({ wanted: id, quiet: context.get(IN_BACKGROUND), answer });
        return answer;
      },
      pace: (text) => (text === 'hurry' ? 1000 : PACE),
    }),
  );
  TestBed.tick();
  const answer = (nth: number, text: string) => {
    calls[nth]?.answer.next(text);
    calls[nth]?.answer.complete();
  };
  return { live, wanted, calls, answer };
}

describe('a live read', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  it('reads at once, and then quietly at its pace', () => {
    const { live, calls, answer } = aRead();
    expect(live.loading()).toBe(true);
    answer(0, 'first');
    expect([live.value(), live.loading()]).toEqual(['first', false]);

    vi.advanceTimersByTime(PACE);
    answer(1, 'second');
    expect(live.value()).toBe('second');
    expect(calls.map(({ quiet }) => quiet)).toEqual([false, true]);
  });

  it('keeps what it knows when a look fails', () => {
    const { live, calls, answer } = aRead();
    answer(0, 'first');
    vi.advanceTimersByTime(PACE);
    calls[1]?.answer.error(new Error('offline'));
    expect(live.value()).toBe('first');
    expect(live.error()).toBeInstanceOf(Error);

    vi.advanceTimersByTime(PACE);
    answer(2, 'later');
    expect([live.value(), live.error()]).toEqual(['later', undefined]);
  });

  it('does not let an older look undo what an act has answered', () => {
    const { live, answer } = aRead();
    answer(0, 'pending');
    vi.advanceTimersByTime(PACE);
    live.set('confirmed');
    answer(1, 'pending');
    expect(live.value()).toBe('confirmed');
  });

  it('looks sooner from the moment at which it is told that something is on its way', () => {
    const { live, calls, answer } = aRead();
    answer(0, 'first');
    vi.advanceTimersByTime(PACE / 2);
    live.set('hurry');
    vi.advanceTimersByTime(1000);
    expect(calls).toHaveLength(2);
    answer(1, 'arrived');
    vi.advanceTimersByTime(PACE);
    expect(calls).toHaveLength(3);
  });

  it('begins anew with another record', () => {
    const { live, wanted, calls, answer } = aRead();
    answer(0, 'first');
    wanted.set(2);
    TestBed.tick();
    expect(live.value()).toBeUndefined();
    expect(calls[1]).toMatchObject({ wanted: 2, quiet: false });
  });
});
