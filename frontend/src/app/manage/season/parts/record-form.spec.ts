import { HttpErrorResponse } from '@angular/common/http';
import { FormControl, FormGroup } from '@angular/forms';
import { Subject, of, throwError } from 'rxjs';

import { RecordForm } from './record-form';

function aRecord() {
  const form = new FormGroup({
    name: new FormControl('Sala', { nonNullable: true }),
    city: new FormControl('Pisa', { nonNullable: true }),
  });
  const record = new RecordForm(form, () => form.getRawValue());
  record.filled(4);
  return { form, record };
}

const refusal = (status: number, error: object) =>
  throwError(() => new HttpErrorResponse({ status, error }));

describe('a form over a record', () => {
  it('sends what was changed, and the version that was read', () => {
    const { form, record } = aRecord();
    form.controls.city.setValue('Lucca');
    expect(record.changes()).toEqual({ city: 'Lucca', version: 4 });
  });

  it('saves over another’s edit only when told to, by the version that the server named', () => {
    const { form, record } = aRecord();
    form.controls.city.setValue('Lucca');
    form.controls.city.markAsDirty();
    record.send(refusal(409, { code: 'stale', current_version: 7 }), () => undefined);
    expect(record.isStale()).toBe(true);
    expect(form.controls.city.value).toBe('Lucca');
    expect(record.changes().version).toBe(4);
    record.overwrite();
    expect(record.changes()).toEqual({ city: 'Lucca', version: 7 });
  });

  it('takes the version of a switch that was thrown here, but not one that skips somebody’s edit', () => {
    const { record } = aRecord();
    record.switched(5);
    expect(record.changes().version).toBe(5);
    record.switched(7);
    expect(record.changes().version).toBe(5);
  });

  it('marks the fields that the server refuses, and keeps what was typed', () => {
    const { form, record } = aRecord();
    form.controls.name.setValue('?');
    form.markAsDirty();
    const errors = [{ field: 'name', code: 'taken', message: '' }];
    record.send(refusal(422, { code: 'validation', errors }), () => undefined);
    expect(form.controls.name.errors).toEqual({ refused: 'taken' });
    expect(form.controls.name.value).toBe('?');
    expect(form.dirty).toBe(true);
  });

  it('lets the server judge again what it refused, though that field was not touched', () => {
    const { form, record } = aRecord();
    const host = document.createElement('form');
    const errors = [{ field: 'name', code: 'required', message: '' }];
    record.send(refusal(422, { code: 'validation', errors }), () => undefined);
    form.controls.city.setValue('Lucca');
    expect(form.valid, 'still marked').toBe(false);
    expect(record.isReady(host)).toBe(true);
  });

  it('sends once, however often the button is pressed', () => {
    const { record } = aRecord();
    const answer = new Subject<string>();
    const done = vi.fn();
    record.send(answer, done);
    record.send(of('second'), done);
    answer.next('first');
    answer.complete();
    expect(done.mock.calls).toEqual([['first']]);
  });
});
