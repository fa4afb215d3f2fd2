import * as mdi from '@mdi/js';

import { ICONS, IconName } from './icons';

const NAMES: Record<IconName, keyof typeof mdi> = {
  alert: 'mdiAlertCircleOutline',
  back: 'mdiArrowLeft',
  calendar: 'mdiCalendarPlus',
  cancel: 'mdiCancel',
  check: 'mdiCheckBold',
  mail: 'mdiEmailFastOutline',
  minus: 'mdiMinus',
  plus: 'mdiPlus',
  print: 'mdiPrinter',
  retry: 'mdiRefresh',
  ticket: 'mdiTicketConfirmationOutline',
  dark: 'mdiWeatherNight',
  light: 'mdiWhiteBalanceSunny',
  offline: 'mdiWifiOff',
};

describe('icons that are written out', () => {
  it.each(Object.entries(NAMES))('%s is %s as the library draws it', (name, original) => {
    expect(ICONS[name as IconName]).toBe(mdi[original]);
  });
});
