import {
  provideHttpClient,
  withInterceptors,
  withRequestsMadeViaParent,
} from '@angular/common/http';
import { Routes } from '@angular/router';
import { provideTranslocoScope } from '@jsverse/transloco';

import { ICONS } from '../core/icons/icons';
import { provideIcons } from '../core/icons/provide-icons';
import { SESSION_ICONS } from '../session/session-icons';
import { SessionApi } from '../session/session-api';
import { sessionGuard } from '../session/session-guard';
import { sessionInterceptor } from '../session/session-interceptor';
import { Session } from '../session/session';
import { provideFormFields } from '../shared/form-fields';
import { StaffApi } from './staff-api';
import { STAFF_ICONS } from './staff-icons';

const routes: Routes = [
  {
    path: '',
    providers: [
      provideHttpClient(withInterceptors([sessionInterceptor]), withRequestsMadeViaParent()),
      provideTranslocoScope('staff', 'session'),
      provideFormFields(),
      provideIcons({ ...ICONS, ...STAFF_ICONS, ...SESSION_ICONS }),
      SessionApi,
      StaffApi,
      Session,
    ],
    children: [
      {
        path: 'login',
        title: 'shell.titles.login',
        loadComponent: () => import('./login/login-page').then((m) => m.LoginPage),
      },
      {
        path: 'forgotten-password',
        title: 'shell.titles.forgottenPassword',
        loadComponent: () => import('./login/forgotten-page').then((m) => m.ForgottenPage),
      },
      {
        path: 'account',
        title: 'shell.titles.account',
        canActivate: [sessionGuard],
        loadChildren: () => import('../manage/people/account.routes'),
      },
      {
        path: '',
        pathMatch: 'full',
        title: 'shell.titles.performances',
        canActivate: [sessionGuard],
        loadComponent: () =>
          import('./performances/performances-page').then((m) => m.PerformancesPage),
      },
      {
        path: 'performances/:id',
        title: 'shell.titles.checkIn',
        canActivate: [sessionGuard],
        loadComponent: () => import('./check-in/check-in-page').then((m) => m.CheckInPage),
      },
      { path: '**', redirectTo: '' },
    ],
  },
];

export default routes;
