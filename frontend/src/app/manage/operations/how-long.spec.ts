import { howLong } from './how-long';

describe('howLong', () => {
  it('speaks in the unit that people would use', () => {
    expect(howLong(1, 'it')).toBe('1 secondo');
    expect(howLong(90, 'it')).toBe('90 secondi');
    expect(howLong(12 * 60 + 59, 'it')).toBe('12 minuti');
    expect(howLong(3 * 3600, 'en')).toBe('3 hours');
    expect(howLong(47 * 3600, 'en')).toBe('47 hours');
    expect(howLong(4 * 86_400, 'it')).toBe('4 giorni');
  });

  it('never speaks of less than no time, whatever the clocks say', () => {
    expect(howLong(-3, 'en')).toBe('0 seconds');
  });
});
