import { ApiToken, NewApiToken } from '../../../core/api/models';

export type TokenScope = NewApiToken['scope'];
export type TokenState = 'active' | 'expired' | 'revoked';

/** How a token stands at `now`. */
export function tokenState(
  { revoked_at: revoked, expires_at: expires }: Pick<ApiToken, 'revoked_at' | 'expires_at'>,
  now: Date,
): TokenState {
  if (revoked) {
    return 'revoked';
  }
  return new Date(expires) <= now ? 'expired' : 'active';
}

/** What one's tokens may allow: no more than oneself may do. */
export function scopesOf(isAdmin: boolean): readonly TokenScope[] {
  return isAdmin ? ['check_in', 'admin_read', 'admin'] : ['check_in'];
}

/** How long a token may work, in days; 366 is the most that the server allows. */
export const LIFETIMES = [30, 90, 180, 366] as const;
/** What the server takes for usual. */
export const USUAL_LIFETIME = 90;
