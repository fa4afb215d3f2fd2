import { Routes } from '@angular/router';
import { provideTranslocoScope } from '@jsverse/transloco';

const routes: Routes = [
  {
    path: '',
    providers: [provideTranslocoScope({ scope: 'manage/dashboard', alias: 'manageDashboard' })],
    children: [],
  },
];

export default routes;
