import { Routes } from '@angular/router';
import { provideTranslocoScope } from '@jsverse/transloco';

import { unsavedChangesGuard } from '../parts/unsaved-changes';

const routes: Routes = [
  {
    path: '',
    providers: [provideTranslocoScope({ scope: 'manage/house', alias: 'manageHouse' })],
    children: [
      {
        path: 'company',
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./company/company-page').then((m) => m.CompanyPage),
      },
      {
        path: 'privacy',
        loadComponent: () => import('./privacy/person-page').then((m) => m.PersonPage),
      },
    ],
  },
];

export default routes;
