import { expect, test } from '../stage/story';

test('a page asks for what it shows once', async ({ page, season, boxOffice, watch }) => {
  const { id, show } = await season.performance();
  const booked = await boxOffice.book(id);
  for (const [address, sign, question] of [
    ['/', 'show-card', '/api/shows'],
    [`/shows/${show.slug}`, 'show-title', `/api/shows/${show.slug}`],
    [`/performances/${id}/book`, 'booking-form', `/api/performances/${id}`],
    [booked.ticketUrl, 'ticket', '/api/tickets/view'],
  ] as const) {
    const before = watch.requests.length;
    await page.goto(address);
    await expect(page.getByTestId(sign).first()).toBeVisible();
    const asked = watch.requests.slice(before).map((request) => new URL(request.url()).pathname);
    expect(
      asked.filter((path) => path === question),
      address,
    ).toHaveLength(1);
    expect(asked.filter((path) => path === '/api/company')).toHaveLength(1);
  }
});

test('a page that was not opened early asks for itself', async ({ page, season, watch }) => {
  watch.expects(/ERR_FAILED/);
  await page.route('**/opening-*.js', (route) => route.abort());
  const { show } = await season.performance();
  await page.goto(`/shows/${show.slug}`);
  await expect(page.getByTestId('show-title')).toHaveText(show.title);
});

test('an early question that is lost is asked again', async ({ page, season, watch }) => {
  watch.expects(/ERR_FAILED/);
  const { show } = await season.performance();
  let asked = 0;
  await page.route(`**/api/shows/${show.slug}`, async (route) => {
    asked += 1;
    await (asked === 1 ? route.abort() : route.continue());
  });
  await page.goto(`/shows/${show.slug}`);
  await expect(page.getByTestId('show-title')).toHaveText(show.title);
  expect(asked).toBe(2);
});
