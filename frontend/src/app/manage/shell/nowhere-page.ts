import { Component } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';

import { PageHeading } from '../parts/page-heading';

/** An address of the office that leads nowhere. */
@Component({
  selector: 'az-nowhere-page',
  imports: [MatButtonModule, PageHeading, RouterLink, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <az-page-heading [heading]="t('manage.nowhere.heading')" />
      <p data-testid="not-found">{{ t('manage.nowhere.text') }}</p>
      <a matButton="filled" routerLink="/manage">{{ t('manage.nowhere.back') }}</a>
    </ng-container>
  `,
})
export class NowherePage {}
