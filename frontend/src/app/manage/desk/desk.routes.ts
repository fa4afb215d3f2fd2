import { Routes } from '@angular/router';
import { provideTranslocoScope } from '@jsverse/transloco';

const routes: Routes = [
  {
    path: '',
    providers: [provideTranslocoScope({ scope: 'manage/desk', alias: 'manageDesk' })],
    children: [],
  },
];

export default routes;
