import { UserSession } from '../../core/api/models';

/** A list as long as this is shown whole. */
const FEW = 6;
/** So many are shown of a longer one. */
const FIRST = 4;

/** The sessions that are shown: all, or the last used ones and in any case that of this device. */
export function firstOf(sessions: readonly UserSession[], whole: boolean): readonly UserSession[] {
  return whole || sessions.length <= FEW
    ? sessions
    : sessions.filter(({ is_current: current }, index) => current || index < FIRST);
}
