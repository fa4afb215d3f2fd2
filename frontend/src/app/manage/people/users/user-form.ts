import { FormControl, FormGroup, ValidationErrors, ValidatorFn, Validators } from '@angular/forms';

import { newPasswordControl } from '../../../session/new-password';
import { Admin } from '../../api/models';

type Role = Admin['Role'];

/** What can be told of an account besides its login name and its password. */
export function detailsForm() {
  return new FormGroup({
    display_name: text([Validators.required, Validators.maxLength(100)]),
    email: text([Validators.email, Validators.maxLength(254)]),
    role: new FormControl<Role>('staff', { nonNullable: true }),
  });
}

/** An account that is to be made. */
export function newUserForm() {
  return new FormGroup({
    ...detailsForm().controls,
    username: text([
      Validators.required,
      Validators.minLength(2),
      Validators.maxLength(64),
      Validators.pattern(/^\s*[A-Za-z0-9._-]+\s*$/),
    ]),
    password: newPasswordControl(),
  });
}

export type DetailsForm = ReturnType<typeof detailsForm>;
export type NewUserForm = ReturnType<typeof newUserForm>;

export function newUser(form: NewUserForm): Admin['NewUser'] {
  const { display_name, email, role, username, password } = form.getRawValue();
  return {
    username: username.trim(),
    display_name: display_name.trim(),
    email: email.trim() || null,
    role,
    password,
  };
}

/** What of an account was edited; what was not is left out, so that nobody's edit of it is undone. */
export function userEdit(form: DetailsForm, before: Admin['ManagedUser']): Admin['UserEdit'] {
  const { display_name, email, role } = form.getRawValue();
  const name = display_name.trim();
  const address = email.trim() || null;
  return {
    ...(name === before.display_name ? {} : { display_name: name }),
    ...(address === (before.email ?? null) ? {} : { email: address }),
    ...(role === before.role ? {} : { role }),
  };
}

/** What is wrong with a field, as `managePeople.fault.…` says it; empty when nothing is. */
export function fieldFault(name: string, errors: ValidationErrors | null): string {
  if (!errors) {
    return '';
  }
  if (errors['required']) {
    return 'required';
  }
  return errors['refused'] === 'taken' ? `${name}_taken` : name;
}

function text(validators: ValidatorFn[]) {
  return new FormControl('', { nonNullable: true, validators });
}
