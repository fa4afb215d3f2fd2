import { expectAccessible } from '../stage/inspection';
import { expect, test } from '../stage/story';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme}`, () => {
    test.use({ colorScheme });
    // A page after the other is inspected, each for seconds.
    test.slow();

    test('everybody can manage venues and shows', async ({ office }) => {
      const { page } = office;
      for (const kind of ['venue', 'show']) {
        await office.open(`/manage/${kind}s`);
        await expect(office.byId(`${kind}-row`).first()).toBeVisible();
        await expectAccessible(page, `${kind}s`);
        await office.byId(`${kind}-row`).first().getByRole('link').click();
        await expect(office.byId('delete')).toBeVisible();
        await expectAccessible(page, kind);
        await page.goto(`/manage/${kind}s/new`);
        await office.byId('save').click();
        await expect(page.locator('mat-error').first()).toBeVisible();
        await expectAccessible(page, `new ${kind} with faults`);
      }
    });

    test('everybody can manage performances', async ({ office }) => {
      const { page } = office;
      await office.open('/manage/performances');
      await expect(office.byId('performance-row').first()).toBeVisible();
      await expectAccessible(page, 'performances');
      await office.byId('view-calendar').click();
      await expect(office.byId('month-name')).toBeVisible();
      await expectAccessible(page, 'calendar');
      await page.goto('/manage/performances');
      await office.byId('performance-row').first().getByRole('link').click();
      await expect(office.byId('seats-offered')).toBeVisible();
      await office.byId('duplicate-open').click();
      await expectAccessible(page, 'performance');
      await office.byId('performance-edit').click();
      await expect(office.byId('save')).toBeVisible();
      await expectAccessible(page, 'edit of a performance');
      await page.goto('/manage/performances/new');
      await office.byId('save').click();
      await expect(office.byId('error-starts_at')).toBeVisible();
      await expectAccessible(page, 'new performance with faults');
      await page.goto('/manage/performances/series');
      await office.byId('single-day').fill('2027-02-05');
      await office.byId('single-time').fill('21:00');
      await office.byId('single-add').click();
      await office.byId('series-add').click();
      await expect(office.byId('series-fault')).toBeVisible();
      await expectAccessible(page, 'series');
    });
  });
}
