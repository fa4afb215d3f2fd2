import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';

import type { Picture } from './picture';

const WIDTH = 640;
const HEIGHT = 480;
/** The longer side of a ticket held to the camera. */
const TICKET_SIDE = 420;
/** A foyer in the evening. */
const WALL = 60;
const GREY_CHROMA = 128;
const HEADER = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);

/**
 * What a browser's camera sees: an uncompressed film (YUV4MPEG2) that Chromium plays in a loop.
 *
 * The film is rewritten in place, always the same length, while the browser is reading it: tickets are held
 * to the camera and taken away again without restarting anything.
 */
export class Camera {
  readonly #film: string;

  /** @param film path of the film; made if it does not exist */
  constructor(film: string) {
    this.#film = film;
    mkdirSync(path.dirname(film), { recursive: true });
    writeFileSync(film, wholeFilm(emptyFrame()));
  }

  /** What Chromium must be started with to see through this camera. */
  get browserArguments(): string[] {
    return [
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${this.#film}`,
    ];
  }

  /** Holds `picture` to the camera, enlarged without blurring. */
  hold(picture: Picture): void {
    const frame = emptyFrame();
    draw(picture, frame);
    this.#play(frame);
  }

  /** Takes away whatever is held to the camera. */
  holdNothing(): void {
    this.#play(emptyFrame());
  }

  #play(frame: Buffer): void {
    const film = openSync(this.#film, 'r+');
    try {
      writeSync(film, wholeFilm(frame), 0, undefined, 0);
    } finally {
      closeSync(film);
    }
  }
}

/** Brightness of each pixel, then the two planes of colour at a quarter of the resolution. */
function emptyFrame(): Buffer {
  const brightness = WIDTH * HEIGHT;
  const frame = Buffer.alloc(brightness + brightness / 2, GREY_CHROMA);
  frame.fill(WALL, 0, brightness);
  return frame;
}

function wholeFilm(frame: Buffer): Buffer {
  const scene = Buffer.concat([Buffer.from('FRAME\n'), frame]);
  return Buffer.concat([HEADER, scene, scene]);
}

function draw(picture: Picture, frame: Buffer): void {
  const longer = Math.max(picture.width, picture.height);
  const scale = TICKET_SIDE / longer;
  const width = Math.round(picture.width * scale);
  const height = Math.round(picture.height * scale);
  const left = Math.floor((WIDTH - width) / 2);
  const top = Math.floor((HEIGHT - height) / 2);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const pixel = Math.floor(y / scale) * picture.width + Math.floor(x / scale);
      frame[(top + y) * WIDTH + left + x] = brightness(picture.rgba, pixel * 4);
    }
  }
}

/** Of the pixel at `offset`, on paper: what is transparent shows white. */
function brightness(rgba: Uint8Array, offset: number): number {
  const [red = 0, green = 0, blue = 0, alpha = 255] = rgba.subarray(offset, offset + 4);
  const ink = 0.299 * red + 0.587 * green + 0.114 * blue;
  return Math.round((ink * alpha + 255 * (255 - alpha)) / 255);
}
