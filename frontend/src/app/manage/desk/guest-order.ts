import { Admin } from '../api/models';

type Guest = Admin['ManagedReservation'];

/** Guests by name, as a person looks for them: accents and case do not part what belongs together. */
export function byName(guests: readonly Guest[], language: string): readonly Guest[] {
  const order = new Intl.Collator(language, { sensitivity: 'base', numeric: true });
  return [...guests].sort((one, other) => order.compare(one.name, other.name) || one.id - other.id);
}

/** Guests with all words of `search` in their name, reference, address or notes. */
export function found(guests: readonly Guest[], search: string): readonly Guest[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return guests;
  }
  return guests.filter((guest) => {
    const text = plain(`${guest.name} ${guest.reference} ${guest.email ?? ''} ${guest.notes}`);
    return words.every((word) => text.includes(word));
  });
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
}
