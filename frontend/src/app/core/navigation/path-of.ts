/** Which page an address of the site leads to, whatever that page is asked to show. */
export function pathOf(url: string): string {
  return url.split(/[?#]/)[0] ?? '';
}
