import {
  mdiAccountMultiplePlus,
  mdiAccountSearch,
  mdiCameraOff,
  mdiClose,
  mdiFlashlight,
  mdiFlashlightOff,
  mdiHelp,
  mdiLogout,
  mdiQrcodeScan,
  mdiSwapHorizontalBold,
  mdiTimerSandEmpty,
  mdiUndo,
  mdiVideoOff,
} from '@mdi/js';

/** Icons that only staff pages use. */
export const STAFF_ICONS = {
  'walk-in': mdiAccountMultiplePlus,
  search: mdiAccountSearch,
  'no-camera': mdiCameraOff,
  close: mdiClose,
  'torch-on': mdiFlashlight,
  'torch-off': mdiFlashlightOff,
  unknown: mdiHelp,
  logout: mdiLogout,
  scan: mdiQrcodeScan,
  wrong: mdiSwapHorizontalBold,
  waiting: mdiTimerSandEmpty,
  undo: mdiUndo,
  'camera-off': mdiVideoOff,
} as const;
