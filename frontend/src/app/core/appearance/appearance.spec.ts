import { TestBed } from '@angular/core/testing';

import { DeviceStorage } from '../device-storage';
import { Appearance } from './appearance';

describe('Appearance', () => {
  let appearance: Appearance;

  beforeEach(() => {
    const stored = new Map<string, string>();
    const media = { matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() };
    vi.stubGlobal('matchMedia', () => media);
    TestBed.configureTestingModule({
      providers: [
        {
          provide: DeviceStorage,
          useValue: {
            read: (key: string) => stored.get(key) ?? null,
            write: (key: string, value: string) => stored.set(key, value),
          },
        },
      ],
    });
    delete document.documentElement.dataset['scheme'];
    appearance = TestBed.inject(Appearance);
    appearance.start();
  });

  afterEach(() => {
    vi.unstubAllGlobals();
  });

  function written(): string | undefined {
    return document.documentElement.dataset['scheme'];
  }

  it('follows the system until somebody decides otherwise', () => {
    expect(appearance.scheme()).toBe('light');
    expect(written()).toBeUndefined();
    appearance.toggle();
    expect(appearance.scheme()).toBe('dark');
    expect(written()).toBe('dark');
  });

  it('goes dark for a page that needs it, and back to what was before', () => {
    const lightsUp = appearance.dim();
    expect(appearance.scheme()).toBe('dark');
    expect(written()).toBe('dark');
    lightsUp();
    expect(appearance.scheme()).toBe('light');
    expect(written()).toBeUndefined();
  });

  it('takes the bars of the phone along', () => {
    const bars = (['light', 'dark'] as const).map((scheme) => {
      const bar = document.createElement('meta');
      bar.name = 'theme-color';
      bar.dataset['scheme'] = scheme;
      document.head.append(bar);
      return bar;
    });
    const lightsUp = appearance.dim();
    expect(bars.map(({ media }) => media)).toEqual(['not all', 'all']);
    lightsUp();
    expect(bars.map(({ media }) => media)).toEqual([
      '(prefers-color-scheme: light)',
      '(prefers-color-scheme: dark)',
    ]);
    for (const bar of bars) {
      bar.remove();
    }
  });

  it('comes back to a choice that was made before the lights went down', () => {
    appearance.toggle();
    appearance.toggle();
    appearance.dim()();
    expect(written()).toBe('light');
  });
});
