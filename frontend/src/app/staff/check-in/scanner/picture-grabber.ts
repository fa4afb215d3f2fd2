/** Of the longer side: a code that fills a fifth of it still has three pixels for each module. */
const LONGEST_SIDE = 960;

/** Takes single pictures out of a running video. */
export class PictureGrabber {
  private readonly canvas: HTMLCanvasElement;

  constructor(document: Document) {
    this.canvas = document.createElement('canvas');
  }

  /** The picture that the video shows now; null while it shows none. */
  grab(video: HTMLVideoElement): ImageData | null {
    const { videoWidth, videoHeight } = video;
    if (video.readyState < video.HAVE_CURRENT_DATA || videoWidth === 0) {
      return null;
    }
    const scale = Math.min(1, LONGEST_SIDE / Math.max(videoWidth, videoHeight));
    const width = Math.round(videoWidth * scale);
    const height = Math.round(videoHeight * scale);
    if (this.canvas.width !== width || this.canvas.height !== height) {
      this.canvas.width = width;
      this.canvas.height = height;
    }
    const context = this.canvas.getContext('2d', { willReadFrequently: true });
    if (!context) {
      return null;
    }
    context.drawImage(video, 0, 0, width, height);
    return context.getImageData(0, 0, width, height);
  }
}
