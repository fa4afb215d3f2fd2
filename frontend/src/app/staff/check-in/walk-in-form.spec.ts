import { walkInForm, walkInProblem, walkInRequest } from './walk-in-form';

describe('walk-in form', () => {
  it('needs no name', () => {
    const form = walkInForm();
    form.controls.name.setValue('   ');
    expect(walkInRequest(3, form)).toEqual({ performance_id: 3, party_size: 1 });
  });

  it('sends the name that was given', () => {
    const form = walkInForm();
    form.setValue({ size: 2, name: ' Walter ' });
    expect(walkInRequest(3, form)).toEqual({ performance_id: 3, party_size: 2, name: 'Walter' });
  });

  it.each([0, -1, 1.5, NaN])('refuses a party of %s', (size) => {
    const form = walkInForm();
    form.controls.size.setValue(size);
    expect(form.valid).toBe(false);
  });

  it.each([
    ['not_enough_seats', 3, 'not_enough_seats'],
    ['not_enough_seats', 1, 'one_left'],
    ['not_enough_seats', 0, 'sold_out'],
    ['performance_cancelled', 0, 'performance_cancelled'],
    ['offline', 0, 'offline'],
    ['surprise', 0, 'failed'],
  ])('explains %s with %i seats left', (code, available_seats, sentence) => {
    const problem = walkInProblem({ code, status: 409, document: { available_seats } });
    expect(problem).toEqual({
      code,
      key: `staff.walkIn.problem.${sentence}`,
      values: { count: available_seats },
    });
  });
});
