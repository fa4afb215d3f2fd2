import { expect, test } from '../stage/story';
import { hang } from './gallery';

for (const [width, height] of [
  [1280, 900],
  [390, 844],
] as const) {
  test(`the desk of the office, ${width} wide`, async ({ office }) => {
    const { page } = office;
    await page.setViewportSize({ width, height });
    await office.open('/manage');
    await expect(office.byId('next-row').first()).toBeVisible();
    await hang(page, `office/dashboard-${width}`);

    const evening = office.byId('tonight').first();
    const id = (await evening.getAttribute('data-performance-id')) ?? '';
    await office.open(`/manage/performances/${id}/guests`);
    await expect(office.byId('guest-row').first()).toBeVisible();
    await hang(page, `office/guests-${width}`);

    await office.open(`/manage/reservations?performance_id=${id}`);
    await expect(office.byId('reservation-row').first()).toBeVisible();
    await hang(page, `office/reservations-${width}`);

    await office.byId('reservation-row').first().getByRole('link').click();
    await expect(office.byId('reservation')).toBeVisible();
    await hang(page, `office/reservation-${width}`);

    await office.open(`/manage/reservations/new?performance=${id}`);
    await expect(office.byId('free-seats')).toBeVisible();
    await hang(page, `office/new-reservation-${width}`);
  });
}
