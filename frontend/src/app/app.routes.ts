import { Routes } from '@angular/router';

import { visitorRoutes } from './visitor/visitor.routes';

/**
 * What only the house uses is in bundles of its own, which no visitor downloads. The visitors' front door is in the
 * first one: it need not be asked for.
 */
export const routes: Routes = [
  { path: 'staff', loadChildren: () => import('./staff/staff.routes') },
  { path: 'manage', loadChildren: () => import('./manage/manage.routes') },
  {
    path: 'reset-password',
    loadChildren: () => import('./staff/login/reset-password.routes'),
  },
  { path: '', children: visitorRoutes },
];
