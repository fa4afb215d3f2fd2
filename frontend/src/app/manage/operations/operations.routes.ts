import { Routes } from '@angular/router';
import { provideTranslocoScope } from '@jsverse/transloco';

const routes: Routes = [
  {
    path: '',
    providers: [provideTranslocoScope({ scope: 'manage/operations', alias: 'manageOperations' })],
    children: [],
  },
];

export default routes;
