import { Problem } from '../../../core/api/problem';
import { problemKey } from '../../parts/problem-text';

/** Why the server did not take a picture: a translation key. */
export function refusalOf(problem: Problem): string {
  const [fault] = problem.document.errors ?? [];
  if (problem.code === 'payload_too_large' || problem.status === 413) {
    return 'manageSeason.poster.tooLarge';
  }
  if (fault?.code === 'out_of_range') {
    return 'manageSeason.poster.tooManyPixels';
  }
  return fault ? 'manageSeason.poster.noPicture' : problemKey(problem);
}
