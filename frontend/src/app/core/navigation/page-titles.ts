import { Injectable, inject, signal, effect } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { Title } from '@angular/platform-browser';
import { RouterStateSnapshot, TitleStrategy } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import { switchMap } from 'rxjs';

import { Company } from '../company';
import { pathOf } from './path-of';

/**
 * Page titles in the language of the page. A route's `title` is a translation key; a page that
 * knows a better name for itself (the show's) calls {@link PageTitles.name}.
 */
@Injectable({ providedIn: 'root' })
export class PageTitles extends TitleStrategy {
  private readonly company = inject(Company);
  private readonly title = inject(Title);
  private readonly transloco = inject(TranslocoService);
  private readonly key = signal('');
  private readonly ownName = signal('');
  private path = '';
  private readonly translations = toSignal(
    this.transloco.langChanges$.pipe(
      switchMap((language) => this.transloco.selectTranslation(language)),
    ),
  );

  constructor() {
    super();
    effect(() => {
      this.translations();
      const key = this.key();
      const page = this.ownName() || (key && this.transloco.translate(key));
      const company = this.company.name();
      this.title.setTitle(page ? `${page} · ${company}` : company);
    });
  }

  override updateTitle(snapshot: RouterStateSnapshot): void {
    // A page that changes what its address asks for keeps its name.
    if (pathOf(snapshot.url) !== this.path) {
      this.path = pathOf(snapshot.url);
      this.ownName.set('');
    }
    this.key.set(this.buildTitle(snapshot) ?? '');
  }

  /** Names the page that is shown, until the next navigation. */
  name(text: string): void {
    this.ownName.set(text);
  }
}
