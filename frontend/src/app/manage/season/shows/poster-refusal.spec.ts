import { refusalOf } from './poster-refusal';

const refused = (status: number, code: string, fault?: string) => ({
  status,
  code,
  document: fault ? { errors: [{ field: 'file', code: fault, message: '' }] } : {},
});

describe('why a picture is not taken', () => {
  it.each([
    [refused(413, 'payload_too_large'), 'manageSeason.poster.tooLarge'],
    // A proxy on the way may refuse it in words of its own.
    [refused(413, 'unreadable'), 'manageSeason.poster.tooLarge'],
    [refused(422, 'validation', 'out_of_range'), 'manageSeason.poster.tooManyPixels'],
    [refused(422, 'validation', 'invalid'), 'manageSeason.poster.noPicture'],
    [refused(0, 'offline'), 'manage.problem.offline'],
    [refused(404, 'not_found'), 'manage.problem.not_found'],
  ])('%o is told as %s', (problem, key) => {
    expect(refusalOf(problem)).toBe(key);
  });
});
