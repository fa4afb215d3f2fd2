import { isAllowed, openCamera, troubleOf } from './camera';

describe('the camera', () => {
  it.each([
    ['NotAllowedError', 'denied'],
    ['SecurityError', 'denied'],
    ['NotFoundError', 'missing'],
    ['OverconstrainedError', 'missing'],
    ['NotReadableError', 'failed'],
  ])('calls %s %s', (name, trouble) => {
    expect(troubleOf(new DOMException('', name))).toBe(trouble);
  });

  it('calls anything else a failure', () => {
    expect(troubleOf(new TypeError('boom'))).toBe('failed');
  });

  it('is missing where the browser hides it', async () => {
    const trouble = await openCamera(undefined).catch(troubleOf);
    expect(trouble).toBe('missing');
  });

  it('is not taken for allowed where the browser cannot tell', async () => {
    const query = () => Promise.reject(new TypeError('camera is no permission'));
    expect(await isAllowed({ query })).toBe(false);
    expect(await isAllowed(undefined)).toBe(false);
  });
});
