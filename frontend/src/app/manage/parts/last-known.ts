import { HttpResourceRef } from '@angular/common/http';
import { Signal, linkedSignal } from '@angular/core';

/**
 * What a resource answered last: while it asks again, for another page or another word of a search, the rows
 * stay where they are. Undefined before the first answer, and after a failure.
 */
export function lastKnown<T>(resource: HttpResourceRef<T | undefined>): Signal<T | undefined> {
  return linkedSignal<{ value: T | undefined; asking: boolean }, T | undefined>({
    source: () => ({
      value: resource.hasValue() ? resource.value() : undefined,
      asking: resource.isLoading(),
    }),
    computation: ({ value, asking }, before) => value ?? (asking ? before?.value : undefined),
  });
}
