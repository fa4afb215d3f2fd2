import { Injectable, inject } from '@angular/core';
import { rxResource } from '@angular/core/rxjs-interop';

import { SeasonApi } from '../season-api';

/** The shows and venues that a performance can be of, for lists to choose from. */
@Injectable()
export class Choices {
  private readonly api = inject(SeasonApi);

  /** In order of title; call it in an injection context, as a field. */
  shows() {
    return rxResource({ stream: () => this.api.all('shows'), defaultValue: [] });
  }

  /** In order of name. */
  venues() {
    return rxResource({ stream: () => this.api.all('venues'), defaultValue: [] });
  }
}
