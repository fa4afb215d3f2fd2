import { randomBytes } from 'node:crypto';

import { remember } from './ledger';

/** Somebody who books; nobody else in the whole run has this name or this address. */
export interface Guest {
  readonly name: string;
  readonly email: string;
}

/** Makes up a guest whose surname is found nowhere by chance, so that the logs can be searched for it. */
export function aGuest(firstName = 'Ortensia'): Guest {
  const surname = `Q${randomBytes(5).toString('hex')}`;
  const guest = {
    name: `${firstName} ${surname}`,
    email: `${firstName}.${surname}@posta.example`.toLowerCase(),
  };
  remember('name', surname);
  remember('email', guest.email);
  return guest;
}
