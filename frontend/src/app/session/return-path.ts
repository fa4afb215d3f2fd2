/** Where staff start after a login that nothing interrupted. */
export const STAFF_HOME = '/staff';

/**
 * The page to return to after a login: only a path of the door's or the office's pages, so that a crafted link cannot
 * send someone who has just typed a password to another site.
 */
export function returnPath(wanted: string | null | undefined): string {
  return wanted &&
    /^\/(?:staff|manage)(?:[/?][\w\-./?=&%]*)?$/.test(wanted) &&
    !wanted.startsWith('/staff/login')
    ? wanted
    : STAFF_HOME;
}
