import { BUZZES, NOTES } from './verdict-signal';

describe('the signals of a verdict', () => {
  it('tell yes, a part and no apart by ear and by hand', () => {
    const tones = ['yes', 'partly', 'no'] as const;
    expect(new Set(tones.map((tone) => JSON.stringify(NOTES[tone]))).size).toBe(3);
    expect(new Set(tones.map((tone) => JSON.stringify(BUZZES[tone]))).size).toBe(3);
  });

  it('never sound like a yes when there was no answer', () => {
    expect(NOTES.unknown).toEqual(NOTES.no);
    expect(BUZZES.unknown).toEqual(BUZZES.no);
  });
});
