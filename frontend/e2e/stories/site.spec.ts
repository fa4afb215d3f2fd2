import { expect, test } from '../stage/story';

test('every answer carries the headers that protect visitors', async ({ request }) => {
  for (const path of [
    '/',
    '/staff/login',
    '/api/shows',
    '/api/no-such-thing',
    '/no-such-file.js',
  ]) {
    const headers = (await request.get(path)).headers();
    expect(headers, path).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers['content-security-policy'], path).toContain("default-src 'self'");
    expect(headers['content-security-policy'], path).toContain("frame-ancestors 'none'");
    expect(headers['permissions-policy'], path).toContain('camera=(self)');
    expect(headers['server'] ?? '', path).not.toMatch(/\d/);
  }
});

test('the API refuses in one form', async ({ request }) => {
  const missing = await request.get('/api/no-such-thing');
  expect(missing.status()).toBe(404);
  expect(missing.headers()['content-type']).toContain('application/problem+json');
  expect(await missing.json()).toMatchObject({ status: 404, code: 'not_found' });
  expect(((await missing.json()) as { request_id: string }).request_id).toBe(
    missing.headers()['x-request-id'],
  );

  const wrong = await request.delete('/api/shows');
  expect(wrong.status()).toBe(405);
  expect(await wrong.json()).toMatchObject({ code: 'method_not_allowed' });
});

test('pages open from a bookmark and survive a reload', async ({ page, season }) => {
  const { id, show } = await season.performance();
  await page.goto(`/shows/${show.slug}`);
  await expect(page.getByTestId('show-title')).toHaveText(show.title);
  await page.reload();
  await expect(page.getByTestId('show-title')).toHaveText(show.title);

  await page.goto(`/performances/${id}/book`);
  await expect(page.getByTestId('booking-form')).toBeVisible();
});

test('an address that leads nowhere says so kindly', async ({ page, request }) => {
  for (const address of ['/no-such-page', '/shows/no-such-show', '/performances/99999999/book']) {
    await page.goto(address);
    await expect(page.getByTestId('not-found')).toBeVisible();
  }
  for (const address of ['/no-such-page', '/no-such-file.js'])
    expect((await request.get(address)).status(), address).toBe(404);
  expect((await request.get('/metrics')).status(), 'for operators only').toBe(404);
});

test('the language is remembered', async ({ page }) => {
  await page.goto('/');
  await expect(page.locator('html')).toHaveAttribute('lang', 'it');
  await page.getByTestId('language-switch').click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
});

for (const reference of ['/api/docs', '/admin/docs']) {
  test(`the interactive reference at ${reference} needs nobody else's servers`, async ({
    page,
  }) => {
    await page.goto(reference);
    await expect(page.locator('.swagger-ui .info .title')).toBeVisible();
  });
}
