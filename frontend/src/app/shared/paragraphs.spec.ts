import { paragraphs } from './paragraphs';

describe('paragraphs', () => {
  it('begin at blank lines, of whatever system, and keep their own line breaks', () => {
    expect(paragraphs('Uno\ndue\n\n  \nTre\r\n\r\nQuattro\n')).toEqual([
      'Uno\ndue',
      'Tre',
      'Quattro',
    ]);
  });

  it('of nothing are none', () => {
    expect(paragraphs(' \n\n ')).toEqual([]);
  });
});
