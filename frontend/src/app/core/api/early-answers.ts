import { HttpInterceptorFn, HttpResponse } from '@angular/common/http';
import { catchError, from, map } from 'rxjs';

import { keyOf } from './early-question';

/**
 * Takes the answer to what was asked before the app was there (`src/opening`): once, so that whoever asks again is told
 * what is true then. Without an answer, for whatever reason, the request is made as any other.
 */
export const earlyAnswers: HttpInterceptorFn = (request, next) => {
  const early = (globalThis.azionelabEarly ??= new Map<string, Promise<unknown>>());
  if (early.size === 0) {
    return next(request);
  }
  const key = keyOf({ path: request.urlWithParams, body: request.body ?? undefined });
  const answer = early.get(key);
  if (!answer) {
    return next(request);
  }
  early.delete(key);
  return from(answer).pipe(
    map((body) => new HttpResponse({ body, url: request.urlWithParams })),
    catchError(() => next(request)),
  );
};
