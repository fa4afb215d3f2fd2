import { Routes } from '@angular/router';
import { provideTranslocoScope } from '@jsverse/transloco';

import { provideIcons } from '../../core/icons/provide-icons';
import { SESSION_ICONS } from '../../session/session-icons';
import { SessionApi } from '../../session/session-api';
import { provideFormFields } from '../../shared/form-fields';

const routes: Routes = [
  {
    path: '',
    title: 'shell.titles.resetPassword',
    providers: [
      provideTranslocoScope('session'),
      provideFormFields(),
      provideIcons(SESSION_ICONS),
      SessionApi,
    ],
    loadComponent: () => import('./reset-password-page').then((m) => m.ResetPasswordPage),
  },
];

export default routes;
