import { inject } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';

/** What has a name in words of the office, by the translations' group; the rest keeps the server's own name. */
const NAMED = {
  queue: ['emails', 'tickets', 'staff_emails', 'posters', 'maintenance'],
  payload: ['reservation_id', 'generation', 'delivery_id', 'staff_mail_id', 'poster_id', 'sweep'],
} as const satisfies Record<string, readonly string[]>;

/** Writes names of queues and of what jobs carry in words; for an injection context. */
export function injectNames(): (group: keyof typeof NAMED, name: string) => string {
  const transloco = inject(TranslocoService);
  return (group, name) =>
    (NAMED[group] as readonly string[]).includes(name)
      ? transloco.translate(`manageOperations.${group}.${name}`)
      : name.replaceAll('_', ' ');
}
