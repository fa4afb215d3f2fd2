import { expectAccessible } from '../stage/inspection';
import { expect, test } from '../stage/story';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(`in the ${colorScheme}`, () => {
    test.use({ colorScheme });
    // A page after the other is inspected, each for seconds.
    test.slow();

    test('everybody can look after the queues, the mails and the log', async ({ office }) => {
      const { page } = office;
      await office.open('/manage/queue');
      await expect(office.byId('queue').first()).toBeVisible();
      await expectAccessible(page, 'queue monitor');
      await office.byId('queue-pause').first().click();
      await expect(office.byId('reason-yes')).toBeVisible();
      await office.byId('reason-yes').click();
      await expectAccessible(page, 'question why to pause');
      await office.byId('reason-no').click();

      await page.goto('/manage/queue/jobs');
      await expect(office.byId('job').first()).toBeVisible();
      await expectAccessible(page, 'jobs');
      await office.byId('job-open').first().click();
      await expect(office.byId('job-state')).toBeVisible();
      await expectAccessible(page, 'a job');
      await page.goto('/manage/queue/jobs/no-such-job');
      await expect(office.byId('job-missing')).toBeVisible();
      await expectAccessible(page, 'a job that is gone');

      await page.goto('/manage/emails');
      await expect(office.byId('email').first()).toBeVisible();
      await office.byId('email-details').first().locator('summary').click();
      await expectAccessible(page, 'outgoing mail');
      await page.goto('/manage/emails?q=no-such-person');
      await expect(office.byId('state-empty')).toBeVisible();
      await expectAccessible(page, 'no such mail');

      await page.goto('/manage/audit-log');
      await expect(office.byId('act').first()).toBeVisible();
      await office.byId('act-details').first().locator('summary').click();
      await expectAccessible(page, 'log of acts');
    });

    test('everybody can look after the house', async ({ office }) => {
      const { page } = office;
      await office.open('/manage/company');
      await expect(office.byId('company-form')).toBeVisible();
      await expectAccessible(page, 'company');
      await office.byId('company-accent_light').fill('#ffd166');
      await office.byId('company-contact_email').fill('nowhere');
      await office.byId('company-save').click();
      await expectAccessible(page, 'company with faults');

      await office.byId('room-privacy').or(office.byId('rooms-open')).first().click();
      if (await office.byId('room-privacy').isVisible()) {
        await office.byId('room-privacy').click();
      }
      await office.sayYes();
      await expect(office.byId('person-form')).toBeVisible();
      await expectAccessible(page, 'personal data');
      await office.byId('person-email').fill('nobody.at.all@posta.example');
      await office.byId('person-export').click();
      await expect(office.byId('person-found')).toBeVisible();
      await expectAccessible(page, 'personal data of nobody');
      await office.byId('person-erase').click();
      await expect(office.byId('question-yes')).toBeVisible();
      await expectAccessible(page, 'question whether to erase');
      await office.sayYes();
      await expect(office.byId('person-erased')).toBeVisible();
      await expectAccessible(page, 'nobody to erase');
    });
  });
}
