import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { Page } from '@playwright/test';
import UPNG from 'upng-js';

import { readPng } from '../stage/picture';

const DIRECTORY = path.resolve(import.meta.dirname, '../../../docs/screenshots');

/** Of a picture in the repository, in bytes. */
const MOST = 150_000;

/** Numbers of colours to try, the best looking first. */
const PALETTES = [256, 128, 64, 32];

/** Hangs what `page` shows in the gallery, in as many colours as fit into the size of a picture. */
export async function hang(page: Page, name: string): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.all([...document.images].map((image) => image.decode()));
  });
  const { width, height, rgba } = readPng(await page.screenshot());
  for (const colours of PALETTES) {
    const file = Buffer.from(UPNG.encode([Uint8Array.from(rgba).buffer], width, height, colours));
    if (file.byteLength <= MOST) {
      const place = path.join(DIRECTORY, `${name}.png`);
      await mkdir(path.dirname(place), { recursive: true });
      await writeFile(place, file);
      return;
    }
  }
  throw new Error(`${name}: does not fit into ${MOST} bytes.`);
}
