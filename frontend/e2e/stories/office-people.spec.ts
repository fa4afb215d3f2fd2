import type { Page } from '@playwright/test';

import { aMember, aPassword, appCode, type Member } from '../stage/house';
import { remember } from '../stage/ledger';
import { readPng, readQrCode } from '../stage/picture';
import { expect, test } from '../stage/story';
import { siteUrl } from '../stage/surroundings';

/** Logs in on the page that asks for it, wherever that page is. */
async function logIn(page: Page, { username, password }: Member): Promise<void> {
  await page.getByTestId('login-username').fill(username);
  await page.getByTestId('login-password').fill(password);
  await page.getByTestId('login-submit').click();
}

async function openAccount(page: Page, member: Member): Promise<void> {
  await page.goto('/staff/account');
  await logIn(page, member);
  await expect(page.getByTestId('own-password-save')).toBeVisible();
}

async function logOut(page: Page): Promise<void> {
  await page.goto('/staff');
  await page.getByTestId('logout').click();
  await expect(page.getByTestId('login-username')).toBeVisible();
}

test('somebody of the door gets an account, works with it, and is shut out at once', async ({
  office,
  door,
}) => {
  test.slow();
  const member = aMember();
  await office.open('/manage/users');
  await office.byId('user-new').click();
  await office.byId('user-username').fill(member.username);
  await office.byId('user-display-name').fill(member.name);
  await office.byId('user-email').fill(member.email);

  // A weak password is refused in words, and nothing typed is lost.
  const fault = office.byId('user-password-fault');
  await office.byId('user-password').fill('breve');
  await office.byId('user-save').click();
  await expect(fault).toHaveAttribute('data-fault', 'length');
  await office.byId('user-password').fill(`${member.username}2026`);
  await office.byId('user-save').click();
  await expect(fault).toHaveAttribute('data-fault', 'guessable');
  await expect(fault).toContainText('si indovina facilmente');
  await expect(office.byId('user-display-name')).toHaveValue(member.name);
  await office.byId('user-password').fill(member.password);
  await office.byId('user-save').click();
  await expect(office.byId('page-heading')).toHaveText(member.name);

  // The door is open to them, the office is not.
  await door.page.goto('/staff');
  await door.logIn(member.username, member.password);
  await expect(door.byId('staff-user')).toHaveText(member.name);
  await expect(door.byId('to-office')).toHaveCount(0);
  await door.page.goto('/manage/users');
  await expect(door.byId('staff-user')).toBeVisible();
  await expect(door.page).toHaveURL(/\/staff$/);
  expect((await door.page.request.get('/admin/users')).status()).toBe(403);

  await office.byId('user-disable').click();
  await expect(office.byId('user-is-disabled')).toBeVisible();
  await door.byId('staff-account').click();
  await expect(door.byId('login-username')).toBeVisible();
  await door.logIn(member.username, member.password);
  await expect(door.byId('login-problem')).toHaveAttribute('data-code', 'bad_credentials');

  // A slip is taken back.
  await office.page.locator('mat-snack-bar-container').getByRole('button').click();
  await expect(office.byId('user-is-disabled')).toHaveCount(0);
  await door.logIn(member.username, member.password);
  await expect(door.byId('own-password-save')).toBeVisible();

  await office.page.reload();
  await expect(office.byId('session-row')).toHaveCount(1);
  await office.byId('session-end').click();
  await expect(office.byId('session-row')).toHaveCount(0);
  await door.page.reload();
  await expect(door.byId('login-username')).toBeVisible();

  await office.page.goto(`/manage/users?q=${member.username}`);
  await expect(office.byId('user-row')).toHaveCount(1);
  await expect(office.byId('user-row')).toHaveAttribute('data-username', member.username);
});

test('a name or an address of somebody else is refused beside its field', async ({
  office,
  house,
}) => {
  const colleague = await house.member();
  await office.open('/manage/users/new');
  await office.byId('user-username').fill(colleague.username);
  await office.byId('user-display-name').fill('Un altro');
  await office.byId('user-password').fill(aPassword());
  await office.byId('user-save').click();
  await expect(office.byId('user-username-fault')).toContainText('già questo nome utente');
  await office.byId('user-username').fill(aMember().username);
  await office.byId('user-email').fill(colleague.email);
  await office.byId('user-save').click();
  await expect(office.byId('user-email-fault')).toContainText('già di un altro utente');
  await expect(office.byId('user-password')).not.toHaveValue('');

  // What was typed is not left behind by chance.
  await office.page.getByTestId('page-up').click();
  await expect(office.byId('question-no')).toBeVisible();
  await office.sayYes();
  await expect(office.byId('users')).toBeVisible();
});

test('the last administrator cannot be removed', async ({ office, house }) => {
  // Were there another, this test would take the demo administrator away from all others.
  const [last, ...others] = await house.administrators();
  expect(last?.username).toBe('admin');
  expect(others).toHaveLength(0);

  await office.open(`/manage/users/${last?.id ?? 0}`);
  await office.byId('role-staff').locator('input').check();
  await office.byId('user-save').click();
  await expect(office.byId('form-problem')).toHaveAttribute('data-code', 'last_admin');
  await expect(office.byId('form-problem')).toContainText('ultimo amministratore');
  await office.byId('user-disable').click();
  await office.sayYes();
  await expect(office.page.locator('mat-snack-bar-container')).toContainText(
    'ultimo amministratore',
  );
  expect((await house.administrators()).map(({ username }) => username)).toEqual(['admin']);
});

test('administrators find the way to the office', async ({ office }) => {
  await office.page.goto('/staff/login');
  await office.logIn();
  await office.byId('to-office').click();
  await expect(office.page).toHaveURL(/\/manage$/);
});

test('a second factor guards the login, and a recovery code stands in for it once', async ({
  door,
  house,
  watch,
}) => {
  test.slow();
  const member = await house.member();
  const { page } = door;
  await openAccount(page, member);
  await door.byId('factor-begin').click();
  await door.byId('proof-password').fill('not-the-password-3');
  await door.byId('proof-submit').click();
  await expect(door.byId('proof-fault')).toContainText('Non è la tua password');
  await door.byId('proof-password').fill(member.password);
  await door.byId('proof-submit').click();

  const secret = await door.byId('enrolment-secret').innerText();
  remember('token', secret.replace(/\s/g, ''));
  const scanned = readQrCode(readPng(await door.byId('enrolment-qr').screenshot()));
  expect(new URL(scanned).searchParams.get('secret')).toBe(secret.replace(/\s/g, ''));

  const code = appCode(secret);
  const wrong = code === '123456' ? '654321' : '123456';
  await door.byId('enrolment-code').fill(wrong);
  await door.byId('enrolment-submit').click();
  await expect(door.byId('enrolment-fault')).toContainText('non è giusto');
  await door.byId('enrolment-code').fill(appCode(secret));
  await door.byId('enrolment-submit').click();

  await expect(door.byId('recovery-code')).toHaveCount(10);
  const codes = await door.byId('recovery-code').allInnerTexts();
  for (const each of codes) {
    remember('token', each);
  }
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    door.byId('recovery-download').click(),
  ]);
  expect(download.suggestedFilename()).toBe('recovery-codes.txt');

  // Nobody leaves them behind by chance.
  await expect(door.byId('recovery-done')).toBeDisabled();
  await door.byId('page-up').click();
  await door.byId('question-no').click();
  await door.byId('recovery-acknowledge').locator('input').check();
  await door.byId('recovery-done').click();
  await expect(door.byId('factor-on')).toBeVisible();
  await expect(door.byId('factor-codes-left')).toHaveAttribute('data-left', '10');

  await logOut(page);
  await logIn(page, member);
  await expect(door.byId('second-code')).toBeFocused();
  await expect(door.byId('second-code')).toHaveAttribute('autocomplete', 'one-time-code');
  await door.byId('second-code').fill(wrong);
  await door.byId('second-submit').click();
  await expect(door.byId('second-step-problem')).toHaveAttribute('data-code', 'wrong_code');
  // The code of the enrolment was used: only a later one is taken.
  await door.byId('second-code').fill(appCode(secret, 1));
  await door.byId('second-submit').click();
  await expect(door.byId('staff-user')).toHaveText(member.name);

  const [recovery = ''] = codes;
  await logOut(page);
  await logIn(page, member);
  await door.byId('second-other').click();
  await door.byId('second-recovery-code').fill(recovery.toLowerCase().replaceAll('-', ' '));
  await door.byId('second-submit').click();
  await expect(door.byId('staff-user')).toHaveText(member.name);

  await logOut(page);
  await logIn(page, member);
  await door.byId('second-other').click();
  await door.byId('second-recovery-code').fill(recovery);
  await door.byId('second-submit').click();
  await expect(door.byId('second-step-problem')).toHaveAttribute('data-code', 'wrong_recovery');
  await door.byId('second-back').click();
  await expect(door.byId('login-password')).toHaveValue('');

  // What is secret was in no address and is on no disk.
  const secrets = [member.password, secret.replace(/\s/g, ''), ...codes];
  const kept = await page.evaluate(() =>
    JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
  );
  for (const each of secrets) {
    expect(kept.includes(each), 'kept by the browser').toBe(false);
    expect(
      watch.requests.some((request) => request.url().includes(each)),
      'in an address',
    ).toBe(false);
  }
});

test('an administrator removes the second factor of who lost the phone', async ({
  door,
  house,
  office,
}) => {
  test.slow();
  const member = await house.member();
  await openAccount(door.page, member);
  await door.byId('factor-begin').click();
  await door.byId('proof-password').fill(member.password);
  await door.byId('proof-submit').click();
  const secret = await door.byId('enrolment-secret').innerText();
  remember('token', secret.replace(/\s/g, ''));
  await door.byId('enrolment-code').fill(appCode(secret));
  await door.byId('enrolment-submit').click();
  await door.byId('recovery-acknowledge').locator('input').check();
  await door.byId('recovery-done').click();
  await logOut(door.page);

  await office.open(`/manage/users/${member.id}`);
  await office.byId('user-factor-remove').click();
  await office.sayYes();
  await expect(office.byId('user-factor-remove')).toHaveCount(0);
  await logIn(door.page, member);
  await expect(door.byId('staff-user')).toHaveText(member.name);
});

test('a forgotten password is replaced by the link of a mail, once', async ({
  page,
  house,
  mailbox,
  office,
}) => {
  test.slow();
  const member = await house.member();
  await page.goto('/staff/login');
  await page.getByTestId('login-forgotten').click();
  const told: string[] = [];
  for (const address of [aMember().email, member.email]) {
    await page.goto('/staff/forgotten-password');
    await page.getByTestId('forgotten-email').fill(address);
    await page.getByTestId('forgotten-submit').click();
    told.push(await page.getByTestId('forgotten-sent').innerText());
  }
  expect(told[1], 'nobody learns who works here').toBe(told[0]);

  const link = (await mailbox.mail(member.email, 1)).linkTo('reset-password');
  const answer = await page.goto(link);
  expect(answer?.status()).toBe(200);
  await page.getByTestId('reset-password').fill('password1234');
  await page.getByTestId('reset-submit').click();
  await expect(page.getByTestId('reset-password-fault')).toHaveAttribute('data-fault', 'guessable');
  const password = aPassword();
  await page.getByTestId('reset-password').fill(password);
  await page.getByTestId('reset-submit').click();
  await expect(page.getByTestId('login-after-reset')).toBeVisible();
  await logIn(page, member);
  await expect(page.getByTestId('login-problem')).toHaveAttribute('data-code', 'bad_credentials');
  await logIn(page, { ...member, password });
  await expect(page.getByTestId('staff-user')).toHaveText(member.name);

  await page.goto(link);
  await page.getByTestId('reset-password').fill(aPassword());
  await page.getByTestId('reset-submit').click();
  await expect(page.getByTestId('reset-problem')).toHaveAttribute('data-code', 'token_expired');

  // An administrator sends another, and gives a password by hand.
  await office.open(`/manage/users/${member.id}`);
  await office.byId('reset-password-send').click();
  (await mailbox.mail(member.email, 2)).linkTo('reset-password');
  const given = aPassword();
  await office.byId('reset-password-open').click();
  await office.byId('reset-password').fill(given);
  await office.byId('reset-password-save').click();
  await expect(office.byId('reset-password-open')).toBeVisible();
  await page.goto('/staff');
  await logIn(page, { ...member, password: given });
  await expect(page.getByTestId('staff-user')).toHaveText(member.name);
});

test('a link that is cut off says so', async ({ page }) => {
  await page.goto('/reset-password');
  await expect(page.getByTestId('reset-problem')).toHaveAttribute('data-code', 'token_unknown');
  await page.getByTestId('reset-new-link').click();
  await expect(page.getByTestId('forgotten-email')).toBeVisible();
});

test('a new password of one’s own ends the sessions elsewhere', async ({ page, door, house }) => {
  test.slow();
  const member = await house.member();
  await openAccount(page, member);
  await openAccount(door.page, member);
  await expect(door.byId('session-row')).toHaveCount(2);

  const password = aPassword();
  await door.byId('own-current-password').fill('not-the-password-4');
  await door.byId('own-new-password').fill(password);
  await door.byId('own-password-save').click();
  await expect(door.byId('own-current-fault')).toContainText('Non è la tua password');
  await door.byId('own-current-password').fill(member.password);
  await door.byId('own-new-password').fill(`${member.username}${member.username}`);
  await door.byId('own-password-save').click();
  await expect(door.byId('own-new-password-fault')).toHaveAttribute('data-fault', 'guessable');
  await door.byId('own-new-password').fill(password);
  await door.byId('own-password-save').click();
  await expect(door.page.locator('mat-snack-bar-container')).toBeVisible();
  await page.reload();
  await expect(page.getByTestId('login-username')).toBeVisible();

  await logIn(page, { ...member, password });
  await expect(page.getByTestId('session-row')).toHaveCount(2);
  await page.getByTestId('sessions-end-all').click();
  await expect(page.getByTestId('session-row')).toHaveCount(1);
  await door.page.reload();
  await expect(door.byId('login-username')).toBeVisible();
});

test('a key lets a program work at the door until it is taken back', async ({ door, house }) => {
  const member = await house.member();
  await openAccount(door.page, member);
  await door.byId('token-new').click();
  await door.byId('token-save').click();
  await expect(door.byId('token-secret')).toHaveCount(0);
  await door.byId('token-name').fill('Contapersone');
  await door.byId('token-save').click();
  const token = await door.byId('token-secret').innerText();
  remember('token', token);

  const asked = async () => {
    const answer = await fetch(`${siteUrl()}/api/check-in/performances`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    return answer.status;
  };
  expect(await asked()).toBe(200);
  await door.byId('token-kept').click();
  await expect(door.byId('token-secret')).toHaveCount(0);
  const row = door.byId('token-row');
  await expect(row).toHaveAttribute('data-state', 'active');
  await row.getByTestId('token-revoke').click();
  await door.byId('question-yes').click();
  await expect(row).toHaveAttribute('data-state', 'revoked');
  expect(await asked()).toBe(401);
});
