import { Routes } from '@angular/router';
import { provideTranslocoScope } from '@jsverse/transloco';

import { unsavedChangesGuard } from '../parts/unsaved-changes';
import { DeskApi } from './desk-api';

const routes: Routes = [
  {
    path: '',
    providers: [provideTranslocoScope({ scope: 'manage/desk', alias: 'manageDesk' }), DeskApi],
    children: [
      {
        path: 'reservations',
        loadComponent: () => import('./reservations-page').then((m) => m.ReservationsPage),
      },
      {
        path: 'reservations/new',
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./new-reservation-page').then((m) => m.NewReservationPage),
      },
      {
        path: 'reservations/:id',
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./reservation-page').then((m) => m.ReservationPage),
      },
      {
        path: 'performances/:id/guests',
        loadComponent: () => import('./guests-page').then((m) => m.GuestsPage),
      },
    ],
  },
];

export default routes;
