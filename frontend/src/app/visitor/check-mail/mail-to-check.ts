/** What the booking page hands to the next one, in the browser's history entry: it survives a reload. */
export interface MailToCheck {
  readonly reference: string;
  /** Instant until which the request waits for its confirmation. */
  readonly expiresAt: string;
  readonly email: string;
  readonly performanceId: number;
}

/** Reads a history entry's state; null when it is of another page, or was opened by hand. */
export function mailToCheck(state: unknown): MailToCheck | null {
  return isMailToCheck(state) ? state : null;
}

function isMailToCheck(state: unknown): state is MailToCheck {
  return (
    typeof state === 'object' &&
    state !== null &&
    'reference' in state &&
    typeof state.reference === 'string' &&
    'expiresAt' in state &&
    typeof state.expiresAt === 'string' &&
    'email' in state &&
    typeof state.email === 'string' &&
    'performanceId' in state &&
    typeof state.performanceId === 'number'
  );
}
