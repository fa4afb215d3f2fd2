import { Routes } from '@angular/router';
import { provideTranslocoScope } from '@jsverse/transloco';

import { provideIcons } from '../../core/icons/provide-icons';
import { MANAGE_ICONS } from '../manage-icons';
import { AccountApi } from './account/account-api';
import { keptSecretsGuard } from './account/kept-secrets-guard';

/** One's own account, for those who may not enter the office: the same page, reached from the door. */
const routes: Routes = [
  {
    path: '',
    providers: [
      provideTranslocoScope(
        'manage',
        { scope: 'manage/people', alias: 'managePeople' },
        'session',
        'staff',
      ),
      provideIcons({
        copy: MANAGE_ICONS.copy,
        download: MANAGE_ICONS.download,
        key: MANAGE_ICONS.key,
      }),
      AccountApi,
    ],
    canDeactivate: [keptSecretsGuard],
    data: { upTo: '/staff' },
    loadComponent: () => import('./account/account-page').then((m) => m.AccountPage),
  },
];

export default routes;
