import { remember } from '../stage/ledger';
import { expect, test } from '../stage/story';

/** The theatre's calendar day, which is not that of the machine that runs the tests. */
const TODAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' }).format(new Date());

test('a wrong password and an unknown user are told the same', async ({ door }) => {
  remember('password', 'not-the-password-1');
  await door.page.goto('/staff/login');
  const problem = door.byId('login-problem');
  const told: string[] = [];
  for (const username of ['staff', 'nobody-of-this-name']) {
    await door.logIn(username, 'not-the-password-1');
    await expect(problem).toHaveAttribute('data-code', 'bad_credentials');
    told.push(await problem.innerText());
  }
  expect(told[1]).toBe(told[0]);
  await expect(door.byId('login-username'), 'nothing typed is lost').toHaveValue(
    'nobody-of-this-name',
  );
});

test("today's performances are offered after the login", async ({ door, request }) => {
  await door.page.goto('/staff');
  await expect(door.page).toHaveURL(/\/staff\/login/);
  await door.logIn();
  await expect(door.byId('staff-user')).not.toBeEmpty();

  const listed = await door.page.request.get('/api/check-in/performances');
  const { results } = (await listed.json()) as { results: { id: number; starts_at: string }[] };
  expect(results.length, 'performances in the demo season today').toBeGreaterThan(0);
  await expect(door.byId('staff-performance')).toHaveCount(results.length);
  for (const { id, starts_at: start } of results) {
    expect(start.slice(0, 10)).toBe(TODAY);
    await expect(
      door.page.locator(`[data-testid=staff-performance][data-performance-id="${id}"]`),
    ).toBeVisible();
  }
  await door.byId('staff-performance').first().click();
  await expect(door.byId('check-in-count')).toBeVisible();
  expect((await request.get('/api/check-in/performances')).status(), 'for strangers').toBe(401);
});

test('after logging out the way back is closed', async ({ door }) => {
  await door.page.goto('/staff');
  await door.logIn();
  await door.byId('logout').click();
  await expect(door.page).toHaveURL(/\/staff\/login/);
  await door.page.goBack();
  await expect(door.byId('login-username')).toBeVisible();
  await expect(door.byId('staff-performance')).toHaveCount(0);
  expect((await door.page.request.get('/api/auth/me')).status()).toBe(401);
});

test('when the session ends in the middle, work goes on after a new login', async ({
  season,
  boxOffice,
  door,
}) => {
  const { id } = await season.performance();
  const booked = await boxOffice.book(id);
  await door.open(id);
  await door.page.context().clearCookies();
  await door.byId('manual-code').fill(booked.reference);
  await door.byId('manual-submit').click();

  await expect(door.byId('login-username')).toBeVisible();
  await door.logIn();
  await expect(door.page).toHaveURL(new RegExp(`/staff/performances/${id}$`));
  await door.type(booked.reference, 'ready');
});

test('the session cookie is out of reach for scripts and for other sites', async ({ door }) => {
  await door.page.goto('/staff');
  await door.logIn();
  await expect(door.byId('staff-user')).not.toBeEmpty();
  const cookies = await door.page.context().cookies();
  expect(cookies.find(({ name }) => name === '__Host-session')).toMatchObject({
    httpOnly: true,
    secure: true,
    sameSite: 'Lax',
    path: '/',
  });
  expect(await door.page.evaluate(() => document.cookie)).not.toContain('__Host-session');
  for (const { value } of cookies) {
    remember('session', value);
  }
});
