import { remember } from '../stage/ledger';
import { expect, test } from '../stage/story';
import { hang } from './gallery';

const WIDTHS = [
  { width: 390, height: 844 },
  { width: 1280, height: 900 },
];

for (const viewport of WIDTHS) {
  test.describe(`people at ${viewport.width}`, () => {
    test.use({ viewport, colorScheme: 'light' });

    test('users', async ({ office }) => {
      await office.open('/manage/users');
      await expect(office.byId('user-row').first()).toBeVisible();
      await hang(office.page, `office/users-${viewport.width}`);
      await office.page.goto('/manage/users/new');
      await office.byId('user-username').fill('marta.r');
      await office.byId('user-display-name').fill('Marta Rinaldi');
      await office.byId('user-password').fill('biglietteria2026');
      await office.byId('user-save').click();
      await expect(office.byId('user-password-fault')).toHaveAttribute('data-fault', 'guessable');
      await hang(office.page, `office/user-new-${viewport.width}`);
    });
  });
}

// After the users: it needs one more of them.
for (const viewport of WIDTHS) {
  test.describe(`a person at ${viewport.width}`, () => {
    test.use({ viewport, colorScheme: 'light' });

    test('one’s own second factor', async ({ page, house }) => {
      const member = await house.member();
      await page.goto('/staff/account');
      await page.getByTestId('login-username').fill(member.username);
      await page.getByTestId('login-password').fill(member.password);
      await page.getByTestId('login-submit').click();
      await page.getByTestId('factor-begin').click();
      await page.getByTestId('proof-password').fill(member.password);
      await page.getByTestId('proof-submit').click();
      remember('token', await page.getByTestId('enrolment-secret').innerText());
      await page.getByTestId('enrolment').evaluate((form) => {
        form.scrollIntoView();
        scrollBy(0, -80);
      });
      await hang(page, `office/second-factor-${viewport.width}`);
    });
  });
}
