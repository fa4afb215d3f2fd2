import {
  mdiAccountCircleOutline,
  mdiArrowRight,
  mdiCellphoneKey,
  mdiEyeOffOutline,
  mdiEyeOutline,
} from '@mdi/js';

/** Icons of the pages about logins. */
export const SESSION_ICONS = {
  account: mdiAccountCircleOutline,
  'to-office': mdiArrowRight,
  authenticator: mdiCellphoneKey,
  shown: mdiEyeOutline,
  hidden: mdiEyeOffOutline,
} as const;
