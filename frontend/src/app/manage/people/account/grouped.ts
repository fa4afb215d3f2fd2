const GROUP = 4;

/** A secret in groups of four, for whoever types it off a screen. */
export function grouped(secret: string): string {
  return (secret.match(new RegExp(`.{1,${GROUP}}`, 'g')) ?? []).join(' ');
}
