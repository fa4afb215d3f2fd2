import UPNG from 'upng-js';

type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** A picture as a file to be chosen: one colour over another, PNG. */
export function drawing(
  name: string,
  { width, height }: { readonly width: number; readonly height: number },
  over: Colour = [138, 21, 56, 255],
  under: Colour = [244, 226, 190, 255],
): { name: string; mimeType: string; buffer: Buffer } {
  const rgba = new Uint8Array(width * height * 4);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    rgba.set(pixel < (width * height) / 2 ? over : under, pixel * 4);
  }
  return {
    name,
    mimeType: 'image/png',
    buffer: Buffer.from(UPNG.encode([rgba.buffer], width, height, 0)),
  };
}
