import { HttpErrorResponse } from '@angular/common/http';

import { toProblem } from './problem';

describe('toProblem', () => {
  it('keeps the code and the extra members of a problem document', () => {
    const problem = toProblem(
      new HttpErrorResponse({
        status: 409,
        error: { code: 'not_enough_seats', available_seats: 2 },
      }),
    );
    expect(problem.code).toBe('not_enough_seats');
    expect(problem.status).toBe(409);
    expect(problem.document.available_seats).toBe(2);
  });

  it('calls a server that was not reached offline', () => {
    expect(toProblem(new HttpErrorResponse({ status: 0 })).code).toBe('offline');
  });

  it('does not trust a body that is no problem document', () => {
    const problem = toProblem(new HttpErrorResponse({ status: 502, error: '<html>' }));
    expect(problem).toEqual({ code: 'unreadable', status: 502, document: {} });
  });

  it('finds the response inside the error of a resource', () => {
    const cause = new HttpErrorResponse({ status: 404, error: { code: 'not_found' } });
    expect(toProblem(new Error('resource', { cause })).code).toBe('not_found');
  });

  it('survives anything that was thrown', () => {
    expect(toProblem('boom').code).toBe('unreadable');
    expect(toProblem(undefined).status).toBe(0);
  });
});
