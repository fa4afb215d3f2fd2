import { UserSession } from '../../core/api/models';
import { firstOf } from './first-sessions';

function sessions(count: number, current: number): UserSession[] {
  const at = '2027-05-15T20:30:00+02:00';
  return Array.from({ length: count }, (_, id) => ({
    id,
    created_at: at,
    last_seen_at: at,
    expires_at: at,
    is_current: id === current,
  }));
}

const ids = (shown: readonly UserSession[]) => shown.map(({ id }) => id);

describe('a list of sessions', () => {
  it('is shown whole while it is short, or when asked for', () => {
    expect(firstOf(sessions(6, 0), false)).toHaveLength(6);
    expect(firstOf(sessions(40, 0), true)).toHaveLength(40);
  });

  it('shows the last used of a long one, and this device wherever it stands', () => {
    expect(ids(firstOf(sessions(40, 0), false))).toEqual([0, 1, 2, 3]);
    expect(ids(firstOf(sessions(40, 9), false))).toEqual([0, 1, 2, 3, 9]);
  });
});
