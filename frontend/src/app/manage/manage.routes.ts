import {
  provideHttpClient,
  withInterceptors,
  withRequestsMadeViaParent,
} from '@angular/common/http';
import { Routes } from '@angular/router';
import { provideTranslocoScope } from '@jsverse/transloco';

import { ICONS } from '../core/icons/icons';
import { provideIcons } from '../core/icons/provide-icons';
import { Session } from '../session/session';
import { SessionApi } from '../session/session-api';
import { sessionGuard } from '../session/session-guard';
import { sessionInterceptor } from '../session/session-interceptor';
import { provideFormFields } from '../shared/form-fields';
import { MANAGE_ICONS } from './manage-icons';
import { officeGuard } from './shell/office-guard';

/** The office: each area is a bundle of its own, with words of its own. */
const routes: Routes = [
  {
    path: '',
    providers: [
      provideHttpClient(withInterceptors([sessionInterceptor]), withRequestsMadeViaParent()),
      provideTranslocoScope('manage'),
      provideFormFields(),
      provideIcons({ ...ICONS, ...MANAGE_ICONS }),
      SessionApi,
      Session,
    ],
    canActivate: [sessionGuard, officeGuard],
    loadComponent: () => import('./shell/manage-shell').then((m) => m.ManageShell),
    children: [
      { path: '', pathMatch: 'full', loadChildren: () => import('./dashboard/dashboard.routes') },
      { path: '', loadChildren: () => import('./season/season.routes') },
      { path: '', loadChildren: () => import('./desk/desk.routes') },
      { path: '', loadChildren: () => import('./operations/operations.routes') },
      { path: '', loadChildren: () => import('./house/house.routes') },
      { path: '', loadChildren: () => import('./people/people.routes') },
      {
        path: '**',
        loadComponent: () => import('./shell/nowhere-page').then((m) => m.NowherePage),
      },
    ],
  },
];

export default routes;
