import { Routes } from '@angular/router';
import { provideTranslocoScope } from '@jsverse/transloco';

const routes: Routes = [
  {
    path: '',
    providers: [provideTranslocoScope({ scope: 'manage/people', alias: 'managePeople' })],
    children: [],
  },
];

export default routes;
