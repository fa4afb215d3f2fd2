import { Routes } from '@angular/router';
import { provideTranslocoScope } from '@jsverse/transloco';

const routes: Routes = [
  {
    path: '',
    providers: [provideTranslocoScope({ scope: 'manage/season', alias: 'manageSeason' })],
    children: [],
  },
];

export default routes;
