import { Routes } from '@angular/router';
import { provideTranslocoScope } from '@jsverse/transloco';

const routes: Routes = [
  {
    path: '',
    providers: [provideTranslocoScope({ scope: 'manage/operations', alias: 'manageOperations' })],
    children: [
      {
        path: 'queue',
        loadComponent: () => import('./queue/queue-page').then((m) => m.QueuePage),
      },
      {
        path: 'queue/jobs',
        loadComponent: () => import('./queue/jobs-page').then((m) => m.JobsPage),
      },
      {
        path: 'queue/jobs/:id',
        loadComponent: () => import('./queue/job-page').then((m) => m.JobPage),
      },
      {
        path: 'emails',
        loadComponent: () => import('./emails/emails-page').then((m) => m.EmailsPage),
      },
      {
        path: 'audit-log',
        loadComponent: () => import('./audit-log/audit-log-page').then((m) => m.AuditLogPage),
      },
    ],
  },
];

export default routes;
