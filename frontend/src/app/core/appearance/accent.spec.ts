import { TestBed } from '@angular/core/testing';

import { Accent } from './accent';

describe('Accent', () => {
  const root = document.documentElement.style;

  function worn(part: string): string {
    return root.getPropertyValue(`--az-accent-${part}`);
  }

  it('wears the colours with words that can be read on them, and takes them off again', () => {
    const accent = TestBed.inject(Accent);
    accent.wear({ light: '#0b3d91', dark: '#ffd166' });
    expect([worn('light'), worn('light-words')]).toEqual(['#0b3d91', '#fff8f2']);
    expect([worn('dark'), worn('dark-words')]).toEqual(['#ffd166', '#201a17']);
    expect(worn('light-tint')).toMatch(/^#[0-9a-f]{6}$/);

    accent.wear({ light: null });
    expect(['light', 'light-words', 'light-tint', 'dark'].map(worn)).toEqual(['', '', '', '']);
  });

  it('wears nothing that is no colour', () => {
    TestBed.inject(Accent).wear({ light: 'url(https://elsewhere.example/)' });
    expect(worn('light')).toBe('');
  });
});
