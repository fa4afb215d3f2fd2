/**
 * A drawing as an address for `<img>`: shown as a picture, its markup can neither run nor reach out.
 */
export function svgDataUrl(svg: string): string {
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
