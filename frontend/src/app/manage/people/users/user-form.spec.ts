import { Admin } from '../../api/models';
import { detailsForm, fieldFault, newUser, newUserForm, userEdit } from './user-form';

const anna: Admin['ManagedUser'] = {
  id: 7,
  username: 'anna',
  display_name: 'Anna Bianchi',
  email: 'anna@posta.example',
  role: 'staff',
  has_second_factor: false,
  sessions: 0,
  created_at: '2027-01-01T10:00:00+01:00',
  updated_at: '2027-01-01T10:00:00+01:00',
};

describe('a new account', () => {
  it('is sent without the blanks that were typed, its password as it is', () => {
    const form = newUserForm();
    form.setValue({
      display_name: ' Anna ',
      email: '',
      role: 'staff',
      username: ' anna ',
      password: ' una sedia vuota ',
    });
    expect(form.valid).toBe(true);
    expect(newUser(form)).toEqual({
      display_name: 'Anna',
      email: null,
      role: 'staff',
      username: 'anna',
      password: ' una sedia vuota ',
    });
  });

  it.each(['a', 'anna bianchi', 'anna@posta', ''])('cannot be called "%s"', (username) => {
    const form = newUserForm();
    form.controls.username.setValue(username);
    expect(form.controls.username.valid).toBe(false);
  });
});

describe('an edit', () => {
  function edited(changes: Partial<Record<'display_name' | 'email', string>>) {
    const form = detailsForm();
    form.setValue({
      display_name: anna.display_name,
      email: anna.email ?? '',
      role: anna.role,
      ...changes,
    });
    return userEdit(form, anna);
  }

  it('tells only what was edited', () => {
    expect(edited({})).toEqual({});
    expect(edited({ display_name: 'Anna B.' })).toEqual({ display_name: 'Anna B.' });
  });

  it('empties an address', () => {
    expect(edited({ email: '' })).toEqual({ email: null });
  });
});

describe('a fault of a field', () => {
  it('says when a name or an address is another user’s', () => {
    expect(fieldFault('username', { refused: 'taken' })).toBe('username_taken');
    expect(fieldFault('email', { refused: 'invalid' })).toBe('email');
    expect(fieldFault('email', { email: true })).toBe('email');
    expect(fieldFault('display_name', { required: true })).toBe('required');
    expect(fieldFault('email', null)).toBe('');
  });
});
