import { expect, test } from '../stage/story';
import { hang } from './gallery';

const WIDTHS = [
  { width: 390, height: 844 },
  { width: 1280, height: 900 },
];

for (const viewport of WIDTHS) {
  test.describe(`season at ${viewport.width}`, () => {
    test.use({ viewport, colorScheme: 'light' });

    test('venues, shows and performances', async ({ office }) => {
      const { page } = office;
      const as = (name: string) => `office/${name}-${viewport.width}`;
      await office.open('/manage/shows');
      await expect(office.byId('show-row').first()).toBeVisible();
      await hang(page, as('shows'));
      await office.byId('show-row').first().getByRole('link').click();
      await expect(office.byId('poster-panel')).toBeVisible();
      await hang(page, as('show'));
      await page.goto('/manage/performances');
      await expect(office.byId('performance-row').first()).toBeVisible();
      await hang(page, as('performances'));
      await office.byId('performance-row').first().getByRole('link').click();
      await expect(office.byId('seats-offered')).toBeVisible();
      await hang(page, as('performance'));
      await page.goto('/manage/performances?view=calendar');
      await expect(office.byId('month-name')).toBeVisible();
      await expect(office.byId('state-loading')).toBeHidden();
      await hang(page, as('calendar'));
      await page.goto('/manage/performances/series');
      await expect(office.byId('save')).toBeVisible();
      await office.byId('single-day').fill('2027-02-05');
      await office.byId('single-time').fill('21:00');
      await office.byId('single-add').click();
      await hang(page, as('series'));
    });
  });
}
