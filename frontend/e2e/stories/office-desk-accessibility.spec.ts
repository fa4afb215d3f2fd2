import { aGuest } from '../stage/guest';
import { expectAccessible } from '../stage/inspection';
import { expect, test } from '../stage/story';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`everybody can work at the desk, in the ${colorScheme}`, async ({
    season,
    boxOffice,
    office,
  }) => {
    test.setTimeout(180_000);
    const { id } = await season.performance();
    const booked = await boxOffice.book(id, { guest: aGuest('Accessibile') });
    const { page } = office;
    await page.emulateMedia({ colorScheme });

    await office.open('/manage');
    await expect(office.byId('next-row').first()).toBeVisible();
    await office.byId('bookings-table').locator('summary').click();
    await expectAccessible(page, 'dashboard');

    await office.open('/manage/reservations');
    await expect(office.byId('reservation-row').first()).toBeVisible();
    await expectAccessible(page, 'reservations');
    await office.byId('list-search').fill('zzzzzzzz');
    await expect(office.byId('state-empty')).toBeVisible();
    await expectAccessible(page, 'no reservations');

    await office.open(`/manage/reservations?q=${booked.reference}`);
    await office.byId('reservation-row').getByRole('link').click();
    await expect(office.byId('reservation')).toBeVisible();
    await expectAccessible(page, 'reservation');
    await office.byId('act-cancel').click();
    await expect(office.byId('question-yes')).toBeVisible();
    await expectAccessible(page, 'question before cancelling');
    await office.byId('question-no').click();
    await office.byId('act-admit').click();
    await expect(office.byId('admit-submit')).toBeVisible();
    await expectAccessible(page, 'how many come in');
    await page.keyboard.press('Escape');
    await office.byId('act-edit').click();
    await expect(office.byId('edit-form')).toBeVisible();
    await expectAccessible(page, 'editing');

    await office.open('/manage/reservations/new');
    await office.byId('reservation-submit').click();
    await expect(office.byId('error-name')).toBeVisible();
    await expectAccessible(page, 'booking with faults');

    await office.open(`/manage/performances/${id}/guests`);
    await expect(office.byId('guest-row').first()).toBeVisible();
    await expectAccessible(page, 'guest list');
  });
}
