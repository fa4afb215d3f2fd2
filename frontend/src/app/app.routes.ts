import { Routes } from '@angular/router';

/** Two features, two bundles: a visitor never downloads what only staff uses. */
export const routes: Routes = [
  { path: 'staff', loadChildren: () => import('./staff/staff.routes') },
  { path: '', loadChildren: () => import('./visitor/visitor.routes') },
];
