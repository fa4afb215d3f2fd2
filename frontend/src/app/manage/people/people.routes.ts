import { Routes } from '@angular/router';
import { provideTranslocoScope } from '@jsverse/transloco';

import { provideIcons } from '../../core/icons/provide-icons';
import { SESSION_ICONS } from '../../session/session-icons';
import { unsavedChangesGuard } from '../parts/unsaved-changes';
import { AccountApi } from './account/account-api';
import { keptSecretsGuard } from './account/kept-secrets-guard';
import { PeopleApi } from './people-api';

const routes: Routes = [
  {
    path: '',
    providers: [
      provideTranslocoScope({ scope: 'manage/people', alias: 'managePeople' }, 'session'),
      provideIcons(SESSION_ICONS),
      PeopleApi,
      AccountApi,
    ],
    children: [
      {
        path: 'users',
        loadComponent: () => import('./users/users-page').then((m) => m.UsersPage),
      },
      {
        path: 'users/new',
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./users/new-user-page').then((m) => m.NewUserPage),
      },
      {
        path: 'users/:id',
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./users/user-page').then((m) => m.UserPage),
      },
      {
        path: 'account',
        canDeactivate: [keptSecretsGuard],
        loadComponent: () => import('./account/account-page').then((m) => m.AccountPage),
      },
    ],
  },
];

export default routes;
