/** Why there is no picture. */
export type CameraTrouble = 'denied' | 'missing' | 'failed';

/** Enough for a code that fills a third of the picture, on a phone of any age. */
const WISHES: MediaStreamConstraints = {
  audio: false,
  video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
};

/** Asks for the camera at the back of the phone; the browser may ask its person. */
export async function openCamera(devices: MediaDevices | undefined): Promise<MediaStream> {
  if (!devices) {
    // Browsers hide cameras from pages that did not come over TLS.
    throw new DOMException('no access to cameras', 'NotFoundError');
  }
  return await devices.getUserMedia(WISHES);
}

export function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof DOMException ? error.name : '';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    default:
      return 'failed';
  }
}

/** Whether the camera was allowed before, so that it can start without a question. */
export async function isAllowed(permissions: Permissions | undefined): Promise<boolean> {
  try {
    const status = await permissions?.query({ name: 'camera' });
    return status?.state === 'granted';
  } catch {
    // Not every browser can tell; staff then press the button.
    return false;
  }
}

/** The lamp beside the camera is no part of the standard that browsers' types follow. */
interface WithTorch {
  readonly torch?: boolean;
}

/** Older browsers cannot tell what a track is capable of, whatever the types say. */
export function hasTorch(track: Partial<Pick<MediaStreamTrack, 'getCapabilities'>>): boolean {
  const capabilities: (MediaTrackCapabilities & WithTorch) | undefined = track.getCapabilities?.();
  return capabilities?.torch === true;
}

export async function switchTorch(track: MediaStreamTrack, on: boolean): Promise<void> {
  const wish: MediaTrackConstraintSet & WithTorch = { torch: on };
  await track.applyConstraints({ advanced: [wish] });
}
