import { Injectable, OnDestroy } from '@angular/core';

import { DecoderAnswer, DecoderPicture, DecoderStart } from './decoder-messages';

/** Served by our own site: the door works without anybody else's servers. */
const READER = '/decoder/zxing_reader.wasm';

/** Reads QR codes on a thread of its own, so that the screen stays quick under the thumb. */
@Injectable()
export class Decoder implements OnDestroy {
  private reader = this.load();
  private worker: Worker | null = null;

  /** Resolves once pictures can be read; rejects where the reader could not be loaded. */
  async ready(): Promise<void> {
    let reader = await this.reader;
    if (!reader) {
      // It was out of reach when the page was opened: ask again.
      this.reader = this.load();
      reader = await this.reader;
    }
    if (!reader) {
      throw new Error('the reader of QR codes could not be loaded');
    }
    if (!this.worker) {
      this.worker = new Worker(new URL('./decoder.worker', import.meta.url), { type: 'module' });
      this.worker.postMessage({ reader } satisfies DecoderStart);
    }
  }

  /** The text of the QR code in a picture; null without one. One picture at a time. */
  read({ data, width, height }: ImageData): Promise<string | null> {
    const worker = this.worker;
    if (!worker) {
      return Promise.reject(new Error('the reader of QR codes is not ready'));
    }
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data: answer }: MessageEvent<DecoderAnswer>) => {
        if ('failure' in answer) {
          reject(new Error(answer.failure));
        } else {
          resolve(answer.text);
        }
      };
      worker.onerror = (event) => {
        reject(new Error(event.message));
      };
      const picture: DecoderPicture = { pixels: data.buffer, width, height };
      worker.postMessage(picture, [picture.pixels]);
    });
  }

  ngOnDestroy(): void {
    this.worker?.terminate();
  }

  /** Begins at once, before anybody asks for the camera: by then the foyer's network may be crowded. */
  private async load(): Promise<WebAssembly.Module | null> {
    try {
      const answer = await fetch(READER);
      return answer.ok ? await WebAssembly.compile(await answer.arrayBuffer()) : null;
    } catch {
      // Offline: `ready` tries again, and its caller says so.
      return null;
    }
  }
}
