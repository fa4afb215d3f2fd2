import { ActivatedRoute } from '@angular/router';
import { Signal, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { map } from 'rxjs';

import { tokenFromFragment } from './token-of-link';

/** The token of the page's own link, following changes of the fragment. */
export function linkToken(): Signal<string | null> {
  return toSignal(inject(ActivatedRoute).fragment.pipe(map(tokenFromFragment)), {
    initialValue: null,
  });
}
