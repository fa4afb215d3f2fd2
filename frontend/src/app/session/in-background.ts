import { HttpContextToken } from '@angular/common/http';

/** Marks a call that nobody waits for: what it fails with must not take the page away from a person. */
export const IN_BACKGROUND = new HttpContextToken(() => false);
