import { provideHttpClient, withInterceptors, withXhr } from '@angular/common/http';
import { Routes } from '@angular/router';
import { provideTranslocoScope } from '@jsverse/transloco';

import { sessionInterceptor } from '../../session/session-interceptor';
import { unsavedChangesGuard } from '../parts/unsaved-changes';
import { Choices } from './parts/choices';
import { SeasonApi } from './season-api';

/** What is played, where and when. */
const routes: Routes = [
  {
    path: '',
    providers: [
      // Fetch cannot tell how far an upload is.
      provideHttpClient(withXhr(), withInterceptors([sessionInterceptor])),
      provideTranslocoScope('manage', { scope: 'manage/season', alias: 'manageSeason' }),
      SeasonApi,
      Choices,
    ],
    children: [
      {
        path: 'venues',
        loadComponent: () => import('./venues/venues-page').then((m) => m.VenuesPage),
      },
      {
        path: 'venues/new',
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./venues/venue-page').then((m) => m.VenuePage),
      },
      {
        path: 'venues/:id',
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./venues/venue-page').then((m) => m.VenuePage),
      },
      {
        path: 'shows',
        loadComponent: () => import('./shows/shows-page').then((m) => m.ShowsPage),
      },
      {
        path: 'shows/new',
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./shows/show-page').then((m) => m.ShowPage),
      },
      {
        path: 'shows/:id',
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./shows/show-page').then((m) => m.ShowPage),
      },
      {
        path: 'performances',
        loadComponent: () =>
          import('./performances/performances-page').then((m) => m.PerformancesPage),
      },
      {
        path: 'performances/new',
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () =>
          import('./performances/performance-edit-page').then((m) => m.PerformanceEditPage),
      },
      {
        path: 'performances/series',
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () => import('./performances/series-page').then((m) => m.SeriesPage),
      },
      {
        path: 'performances/:id',
        loadComponent: () =>
          import('./performances/performance-page').then((m) => m.PerformancePage),
      },
      {
        path: 'performances/:id/edit',
        canDeactivate: [unsavedChangesGuard],
        loadComponent: () =>
          import('./performances/performance-edit-page').then((m) => m.PerformanceEditPage),
      },
    ],
  },
];

export default routes;
