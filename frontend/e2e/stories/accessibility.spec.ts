import { aGuest } from '../stage/guest';
import { expectAccessible } from '../stage/inspection';
import { expect, test } from '../stage/story';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme}`, () => {
    test.use({ colorScheme });
    // A page after the other is inspected, each for seconds.
    test.slow();

    test('everybody can use the programme', async ({ page, season }) => {
      const { show } = await season.performance();
      await page.goto('/');
      await expect(page.getByTestId('show-card').first()).toBeVisible();
      await expect(page.getByTestId('next-performance').first()).toBeVisible();
      await expectAccessible(page, 'season');

      await page.goto(`/shows/${show.slug}`);
      await expect(page.getByTestId('performance-row').first()).toBeVisible();
      await expectAccessible(page, 'show');

      await page.goto('/privacy');
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expectAccessible(page, 'privacy');

      await page.goto('/no-such-page');
      await expect(page.getByTestId('not-found')).toBeVisible();
      await expectAccessible(page, 'not found');

      await page.route('**/api/shows', (route) =>
        route.fulfill({ status: 404, json: { status: 404, code: 'not_found' } }),
      );
      await page.goto('/');
      await expect(page.getByTestId('state-retry').first()).toBeVisible();
      await expectAccessible(page, 'season that does not load');
    });

    test('everybody can book', async ({ page, season, mailbox }) => {
      const guest = aGuest();
      const { id } = await season.performance();
      await page.goto(`/performances/${id}/book`);
      await expect(page.getByTestId('booking-form')).toBeVisible();
      await expectAccessible(page, 'booking form');

      await page.getByTestId('booking-submit').click();
      await expect(page.getByTestId('error-name')).toBeVisible();
      await expectAccessible(page, 'booking form with faults');

      await page.getByTestId('booking-name').fill(guest.name);
      await page.getByTestId('booking-email').fill(guest.email);
      await page.getByTestId('booking-consent').locator('input').check();
      await page.getByTestId('booking-submit').click();
      await expect(page.getByTestId('check-mail-reference')).toBeVisible();
      await expectAccessible(page, 'check your mail');

      await page.goto((await mailbox.mail(guest.email, 1)).linkTo('confirm'));
      await expect(page.getByTestId('confirm-button')).toBeVisible();
      await expectAccessible(page, 'before confirming');
      await page.getByTestId('confirm-button').click();
      await expect(page.getByTestId('confirm-success')).toBeVisible();
      await expectAccessible(page, 'after confirming');

      await page.getByTestId('confirm-ticket-link').click();
      await expect(page.getByTestId('ticket-qr')).toBeVisible();
      await expectAccessible(page, 'ticket');
      await page.getByTestId('ticket-cancel').click();
      await expect(page.getByTestId('cancel-dialog-confirm')).toBeVisible();
      await expectAccessible(page, 'question whether to cancel');
      await page.getByTestId('cancel-dialog-confirm').click();
      await expect(page.getByTestId('ticket')).toHaveAttribute('data-status', 'cancelled');
      await expectAccessible(page, 'cancelled ticket');

      await page.goto(`/confirm#${'D'.repeat(43)}`);
      await page.getByTestId('confirm-button').click();
      await expect(page.getByTestId('confirm-problem')).toBeVisible();
      await expectAccessible(page, 'link that confirms nothing');
    });

    test('everybody can work at the door', async ({ season, boxOffice, door }) => {
      const { id } = await season.performance();
      const booked = await boxOffice.bookAndPrint(id);
      const { page } = door;
      await page.goto('/staff');
      await expect(door.byId('login-submit')).toBeVisible();
      await expectAccessible(page, 'login');
      await door.logIn('staff', 'not-the-password-2');
      await expect(door.byId('login-problem')).toBeVisible();
      await expectAccessible(page, 'refused login');
      await door.logIn();
      await expect(door.byId('staff-performance').first()).toBeVisible();
      await expectAccessible(page, "today's performances");

      await page.goto(`/staff/performances/${id}`);
      await expect(door.byId('guest-row').first()).toBeVisible();
      await expectAccessible(page, 'check-in before the camera runs');
      await page.context().grantPermissions(['camera']);
      await door.byId('scanner-start').click();
      await expect(door.scanner).toHaveAttribute('data-state', 'scanning');
      await expectAccessible(page, 'check-in');
      await door.scan(booked.picture, 'ready');
      await expectAccessible(page, 'guest who may come in');
      await door.admit();
      await expectAccessible(page, 'guest who has come in');
      await door.dismiss();
      await door.scan(booked.picture, 'already_checked_in');
      await expectAccessible(page, 'guest who comes again');
      await door.dismiss();
      await door.byId('walk-in-open').click();
      await expect(door.byId('walk-in-submit')).toBeVisible();
      await expectAccessible(page, 'walk-in');
    });
  });
}
