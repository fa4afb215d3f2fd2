import { Component, computed, inject, input, viewChild } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';

import { Session } from '../../../session/session';
import { PageHeading } from '../../parts/page-heading';
import { HoldsChanges, guardWindow } from '../../parts/unsaved-changes';
import { OfficeLook } from '../../shell/office-look';
import { OwnPassword } from './own-password';
import { OwnSecondFactor } from './own-second-factor';
import { OwnSessions } from './own-sessions';
import { OwnTokens } from './own-tokens';

/** One's own account, in the office and at the door. */
@Component({
  selector: 'az-account-page',
  imports: [
    OfficeLook,
    OwnPassword,
    OwnSecondFactor,
    OwnSessions,
    OwnTokens,
    PageHeading,
    TranslocoDirective,
  ],
  template: `
    <az-office-look />
    <ng-container *transloco="let t">
      <az-page-heading
        [heading]="t('manage.shell.room.account')"
        [upTo]="upTo()"
        [upText]="t('managePeople.account.toDoor')"
        [lead]="lead()"
      />
      <az-own-password />
      <az-own-second-factor />
      <az-own-sessions />
      <az-own-tokens />
    </ng-container>
  `,
  styleUrl: './account-page.scss',
  host: { '[class.at-the-door]': 'upTo()', '[class.shows-codes]': 'showsCodes()' },
})
export class AccountPage implements HoldsChanges {
  /** The page above this one, where it is not a room of the office; from the route. */
  readonly upTo = input<string>();

  private readonly session = inject(Session);
  private readonly factor = viewChild(OwnSecondFactor);
  private readonly tokens = viewChild(OwnTokens);

  protected readonly lead = computed(() => {
    const user = this.session.user();
    return user ? `${user.display_name} · ${user.username}` : '';
  });
  protected readonly showsCodes = computed(() => this.factor()?.showsCodes() ?? false);

  constructor() {
    guardWindow(this);
  }

  hasUnsavedChanges(): boolean {
    return this.showsCodes() || (this.tokens()?.showsToken() ?? false);
  }
}
