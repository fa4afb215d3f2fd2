import { expect, test } from '../stage/story';

test('a visitor never downloads what only staff use', async ({
  page,
  season,
  boxOffice,
  door,
  watch,
}) => {
  const { id, show } = await season.performance();
  const booked = await boxOffice.book(id);
  for (const address of [
    '/',
    `/shows/${show.slug}`,
    `/performances/${id}/book`,
    '/check-mail',
    '/privacy',
    '/no-such-page',
    booked.ticketUrl,
  ]) {
    await page.goto(address);
    await page.getByTestId('language-switch').click();
    await page.waitForLoadState('networkidle');
  }
  const visitors = filesOf(watch);
  expect(visitors.size).toBeGreaterThan(0);

  await door.open(id);
  const staffOnly = [...filesOf(watch)].filter((file) => !visitors.has(file));
  expect(
    staffOnly.some((file) => file.endsWith('.wasm')),
    'the decoder is for staff',
  ).toBe(true);
  expect([...visitors].filter((file) => file.endsWith('.wasm'))).toEqual([]);

  // What a name does not show, the content does: addresses of the staff's API are in no visitor's file.
  for (const file of visitors) {
    const source = await (await page.request.get(file)).text();
    expect(source, file).not.toMatch(/api\/check-in|api\/auth\/login|login-password/);
  }
});

/** Scripts, styles and binaries of the web app, by path. */
function filesOf({ requests }: { requests: readonly { url(): string }[] }): Set<string> {
  return new Set(
    requests
      .map((request) => new URL(request.url()).pathname)
      .filter((path) => /\.(?:js|css|wasm)$/.test(path)),
  );
}
