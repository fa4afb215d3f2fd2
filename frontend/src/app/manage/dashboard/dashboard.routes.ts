import { Routes } from '@angular/router';
import { provideTranslocoScope } from '@jsverse/transloco';

import { DashboardApi } from './dashboard-api';

const routes: Routes = [
  {
    path: '',
    providers: [
      provideTranslocoScope({ scope: 'manage/dashboard', alias: 'manageDashboard' }),
      DashboardApi,
    ],
    children: [
      {
        path: '',
        loadComponent: () => import('./dashboard-page').then((m) => m.DashboardPage),
      },
    ],
  },
];

export default routes;
