import { DOCUMENT, Injectable, inject, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { NavigationEnd, Router } from '@angular/router';
import { filter, map, pairwise, startWith } from 'rxjs';

import { pathOf } from './path-of';

export const MAIN_ID = 'main';

/**
 * A single page's navigation is silent to a screen reader and leaves the keyboard where it was.
 * After each change of page, focus goes to the main region and the new title is announced.
 */
@Injectable({ providedIn: 'root' })
export class PageFocus {
  private readonly document = inject(DOCUMENT);
  private readonly router = inject(Router);
  private readonly title = inject(Title);
  private readonly news = signal('');

  /** What a screen reader is to say of the page: the shell keeps it in a region that is read out when it changes. */
  readonly announced = this.news.asReadonly();

  start(): void {
    this.router.events
      .pipe(
        filter((event) => event instanceof NavigationEnd),
        map((event) => pathOf(event.urlAfterRedirects)),
        startWith(null),
        pairwise(),
        // The first page keeps the browser's own focus. A new fragment is the same page, and so is another
        // query: whoever types into a list's search stays there.
        filter(([before, after]) => before !== null && before !== after),
      )
      .subscribe(() => {
        this.focusMain();
        // The title is set in the same turn, by an effect that runs after this.
        setTimeout(() => {
          this.news.set(this.title.getTitle());
        });
      });
  }

  focusMain(): void {
    this.document.getElementById(MAIN_ID)?.focus();
  }
}
