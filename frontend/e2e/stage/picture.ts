import jsQR from 'jsqr';
import UPNG from 'upng-js';

/** A picture in memory: four bytes a pixel, row by row. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

/** Decodes a PNG file. */
export function readPng(file: Uint8Array): Picture {
  const image = UPNG.decode(Uint8Array.from(file).buffer);
  const [frame] = UPNG.toRGBA8(image);
  if (!frame) {
    throw new Error('The PNG has no picture in it.');
  }
  return { width: image.width, height: image.height, rgba: new Uint8Array(frame) };
}

/** The text of the QR code in `picture`, read by another decoder than the one of the web app. */
export function readQrCode(picture: Picture): string {
  const code = jsQR(new Uint8ClampedArray(picture.rgba), picture.width, picture.height);
  if (!code) {
    throw new Error('There is no readable QR code in the picture.');
  }
  return code.data;
}
