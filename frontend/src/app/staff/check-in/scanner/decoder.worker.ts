/// <reference lib="webworker" />

import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

import { DecoderAnswer, DecoderPicture, DecoderStart } from './decoder-messages';

addEventListener('message', ({ data }: MessageEvent<DecoderStart | DecoderPicture>) => {
  if ('reader' in data) {
    use(data.reader);
  } else {
    void look(data).then((answer) => {
      postMessage(answer);
    });
  }
});

/** Sets the reader up from what the page has loaded from our own site; the library's default is a CDN. */
function use(reader: WebAssembly.Module): void {
  prepareZXingModule({
    overrides: {
      instantiateWasm: (imports, done) => {
        void WebAssembly.instantiate(reader, imports).then(done);
        return {};
      },
    },
  });
}

async function look({ pixels, width, height }: DecoderPicture): Promise<DecoderAnswer> {
  try {
    const picture = new ImageData(new Uint8ClampedArray(pixels), width, height);
    const [found] = await readBarcodes(picture, { formats: ['QRCode'], maxNumberOfSymbols: 1 });
    return { text: found?.text ?? null };
  } catch (error) {
    return { failure: String(error) };
  }
}
