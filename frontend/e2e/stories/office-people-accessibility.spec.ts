import { aPassword, appCode } from '../stage/house';
import { expectAccessible } from '../stage/inspection';
import { remember } from '../stage/ledger';
import { expect, test } from '../stage/story';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme}`, () => {
    test.use({ colorScheme });
    // A page after the other is inspected, each for seconds.
    test.slow();

    test('everybody can manage users', async ({ office, house }) => {
      test.slow();
      const { page } = office;
      const member = await house.member();
      await office.open('/manage/users');
      await expect(office.byId('user-row').first()).toBeVisible();
      await expectAccessible(page, 'users');
      await page.goto('/manage/users?q=nobody-of-this-name');
      await expect(office.byId('state-empty')).toBeVisible();
      await expectAccessible(page, 'no users');

      await page.goto('/manage/users/new');
      await office.byId('user-save').click();
      await expect(office.byId('user-password-fault')).toBeVisible();
      await expectAccessible(page, 'new user with faults');

      await page.goto(`/manage/users/${member.id}`);
      await expect(office.byId('user-disable')).toBeVisible();
      await expectAccessible(page, 'user');
      await office.byId('reset-password-open').click();
      await expect(office.byId('reset-password')).toBeVisible();
      await expectAccessible(page, 'password for a user');
      await office.byId('user-disable').click();
      await expect(office.byId('user-is-disabled')).toBeVisible();
      await expectAccessible(page, 'user who is shut out');

      await page.goto('/manage/account');
      await expect(office.byId('session-row').first()).toBeVisible();
      await expectAccessible(page, 'own account in the office');
      await office.byId('token-new').click();
      await expect(office.byId('token-save')).toBeVisible();
      await expectAccessible(page, 'new key');
    });

    test('everybody can manage their own account', async ({ page, house }) => {
      test.slow();
      const member = await house.member();
      await page.goto('/staff/account');
      await page.getByTestId('login-username').fill(member.username);
      await page.getByTestId('login-password').fill(member.password);
      await page.getByTestId('login-submit').click();
      await expect(page.getByTestId('factor-begin')).toBeVisible();
      await expectAccessible(page, 'own account at the door');
      await page.getByTestId('factor-begin').click();
      await page.getByTestId('proof-submit').click();
      await expect(page.getByTestId('proof-fault')).toBeVisible();
      await expectAccessible(page, 'proof of the password');
      await page.getByTestId('proof-password').fill(member.password);
      await page.getByTestId('proof-submit').click();
      const secret = await page.getByTestId('enrolment-secret').innerText();
      remember('token', secret.replace(/\s/g, ''));
      await expectAccessible(page, 'enrolment');
      await page.getByTestId('enrolment-code').fill(appCode(secret));
      await page.getByTestId('enrolment-submit').click();
      await expect(page.getByTestId('recovery-code')).toHaveCount(10);
      for (const code of await page.getByTestId('recovery-code').allInnerTexts()) {
        remember('token', code);
      }
      await expectAccessible(page, 'recovery codes');
      await page.getByTestId('recovery-acknowledge').locator('input').check();
      await page.getByTestId('recovery-done').click();
      await expect(page.getByTestId('factor-on')).toBeVisible();
      await page.getByTestId('token-new').click();
      await page.getByTestId('token-name').fill('Contapersone');
      await page.getByTestId('token-save').click();
      remember('token', await page.getByTestId('token-secret').innerText());
      await expectAccessible(page, 'a key just made');
      await page.getByTestId('token-kept').click();

      await page.goto('/staff');
      await page.getByTestId('logout').click();
      await page.getByTestId('login-username').fill(member.username);
      await page.getByTestId('login-password').fill(member.password);
      await page.getByTestId('login-submit').click();
      await expect(page.getByTestId('second-code')).toBeVisible();
      await expectAccessible(page, 'second step');
      await page.getByTestId('second-other').click();
      await page.getByTestId('second-submit').click();
      await expectAccessible(page, 'second step by a recovery code');
    });

    test('everybody can replace a forgotten password', async ({ page, house, mailbox }) => {
      const member = await house.member();
      await page.goto('/staff/forgotten-password');
      await expect(page.getByTestId('forgotten-submit')).toBeVisible();
      await expectAccessible(page, 'forgotten password');
      await page.getByTestId('forgotten-email').fill(member.email);
      await page.getByTestId('forgotten-submit').click();
      await expect(page.getByTestId('forgotten-sent')).toBeVisible();
      await expectAccessible(page, 'link on its way');
      await page.goto((await mailbox.mail(member.email, 1)).linkTo('reset-password'));
      await page.getByTestId('reset-submit').click();
      await expect(page.getByTestId('reset-password-fault')).toBeVisible();
      await expectAccessible(page, 'new password');
      await page.getByTestId('reset-password').fill(aPassword());
      await page.getByTestId('reset-submit').click();
      await expect(page.getByTestId('login-after-reset')).toBeVisible();
      await expectAccessible(page, 'login after a new password');
      await page.goto('/reset-password');
      await expect(page.getByTestId('reset-problem')).toBeVisible();
      await expectAccessible(page, 'link that is cut off');
    });
  });
}
