import { Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterLink, RouterOutlet } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { filter, map } from 'rxjs';

import { Appearance } from './core/appearance/appearance';
import { Company } from './core/company';
import { Icon } from './core/icons/icon';
import { Language } from './core/language/language';
import { MAIN_ID, PageFocus } from './core/navigation/page-focus';

/** The house around every page: skip link, masthead, main region, footer. */
@Component({
  selector: 'az-root',
  imports: [Icon, RouterLink, RouterOutlet, TranslocoDirective],
  templateUrl: './app.html',
  styleUrl: './app.scss',
})
export class App {
  private readonly router = inject(Router);
  private readonly url = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map((event) => event.urlAfterRedirects),
    ),
    { initialValue: this.router.url },
  );

  protected readonly focus = inject(PageFocus);
  protected readonly appearance = inject(Appearance);
  protected readonly language = inject(Language);
  protected readonly company = inject(Company);
  protected readonly mainId = MAIN_ID;
  /** Pages of the house have bars of their own: at the door every line of the phone's screen counts. */
  protected readonly inTheHouse = computed(() =>
    /^\/(?:staff|manage|reset-password)(?:[/?#]|$)/.test(this.url()),
  );

  /** Moves the keyboard past the masthead; a plain `#main` link would overwrite a link's token. */
  protected skipToMain(event: Event): void {
    event.preventDefault();
    this.focus.focusMain();
  }
}
