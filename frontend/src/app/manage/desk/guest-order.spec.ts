import { Admin } from '../api/models';
import { byName, found } from './guest-order';

const guests = ['Zoe Neri', 'élise Petit', 'Elio Bianchi', 'anna Rossi'].map(
  (name, nth) =>
    ({
      id: nth,
      name,
      reference: `REF${nth}`,
      email: nth === 0 ? 'zoe@posta.example' : null,
      notes: '',
    }) as unknown as Admin['ManagedReservation'],
);

const names = (list: readonly Admin['ManagedReservation'][]) => list.map(({ name }) => name);

describe('a guest list', () => {
  it('is in the order in which people look for names', () => {
    expect(names(byName(guests, 'it'))).toEqual([
      'anna Rossi',
      'Elio Bianchi',
      'élise Petit',
      'Zoe Neri',
    ]);
  });

  it('finds by words in any order, without accents and case', () => {
    expect(names(found(guests, 'petit ELISE'))).toEqual(['élise Petit']);
    expect(names(found(guests, 'ref3'))).toEqual(['anna Rossi']);
    expect(names(found(guests, 'zoe@'))).toEqual(['Zoe Neri']);
    expect(found(guests, '  ')).toHaveLength(4);
  });
});
