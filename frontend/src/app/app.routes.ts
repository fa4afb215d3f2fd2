import { Routes } from '@angular/router';

/** Three features, three bundles: a visitor never downloads what only the house uses. */
export const routes: Routes = [
  { path: 'staff', loadChildren: () => import('./staff/staff.routes') },
  { path: 'manage', loadChildren: () => import('./manage/manage.routes') },
  {
    path: 'reset-password',
    loadChildren: () => import('./staff/login/reset-password.routes'),
  },
  { path: '', loadChildren: () => import('./visitor/visitor.routes') },
];
