/** To the worker, once: the compiled reader. */
export interface DecoderStart {
  readonly reader: WebAssembly.Module;
}

/** To the worker: a picture of 8-bit RGBA. Its memory moves over. */
export interface DecoderPicture {
  readonly pixels: ArrayBuffer;
  readonly width: number;
  readonly height: number;
}

/** From the worker, an answer for each picture in turn. */
export type DecoderAnswer =
  /** The text of a QR code in the picture; null without one. */
  | { readonly text: string | null }
  /** The reader does not work here; it will not answer any better. */
  | { readonly failure: string };
