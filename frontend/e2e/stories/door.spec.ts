import { aGuest } from '../stage/guest';
import { expect, test } from '../stage/story';

test('a party may come in parts', async ({ season, boxOffice, door }) => {
  const { id } = await season.performance();
  const booked = await boxOffice.bookAndPrint(id, { party: 3 });
  await door.standAt(id);
  const before = await door.count();

  await door.scan(booked.picture, 'ready');
  await door.byId('admit-fewer').click();
  await expect(door.byId('admit-count')).toContainText('2');
  await door.admit();
  await door.expectCount(before.admitted + 2, before.expected);
  await door.dismiss();

  await door.scan(booked.picture, 'ready');
  await expect(door.byId('admit-count')).toContainText('1');
  await door.admit();
  await door.expectCount(before.admitted + 3, before.expected);
  expect((await boxOffice.ticket(booked)).admitted).toBe(3);
});

test('an admission by mistake can be undone', async ({ season, boxOffice, door }) => {
  const { id } = await season.performance();
  const booked = await boxOffice.bookAndPrint(id);
  await door.standAt(id);
  const before = await door.count();
  await door.scan(booked.picture, 'ready');
  await door.admit();

  await door.byId('undo').click();
  await door.expectVerdict('undone');
  await door.expectCount(before.admitted, before.expected);
  await door.dismiss();
  await door.scan(booked.picture, 'ready');
});

test('a ticket for another performance is refused, and says for which it is', async ({
  season,
  boxOffice,
  door,
}) => {
  const [tonight, another] = await season.twoPerformances();
  const booked = await boxOffice.bookAndPrint(another.id);
  await door.standAt(tonight.id);

  await door.scan(booked.picture, 'wrong_performance');
  await expect(door.byId('verdict-detail')).toContainText(another.show.title);
  await expect(door.byId('admit')).toBeHidden();
  expect((await boxOffice.ticket(booked)).admitted).toBe(0);
});

test('a request that was never confirmed lets nobody in', async ({ season, boxOffice, door }) => {
  const { id } = await season.performance();
  const link = await boxOffice.request(id);
  await door.open(id);
  await door.type(new URL(link).hash.slice(1), 'not_confirmed');
  await expect(door.byId('admit')).toBeHidden();
});

test('with the switch on, a scan lets in the whole party at once', async ({
  season,
  boxOffice,
  door,
}) => {
  const { id } = await season.performance();
  const booked = await boxOffice.bookAndPrint(id);
  await door.standAt(id);
  await door.byId('admit-at-once').click();
  await door.scan(booked.picture, 'checked_in');
  expect((await boxOffice.ticket(booked)).admitted).toBe(2);

  await door.page.reload();
  await expect(door.byId('admit-at-once'), 'remembered on this phone').toHaveAttribute(
    'aria-checked',
    'true',
  );
});

test('a guest without a ticket is found by name', async ({ season, boxOffice, door }) => {
  const { id } = await season.performance();
  const booked = await boxOffice.book(id);
  const surname = booked.guest.name.split(' ')[1] ?? '';
  await door.open(id);
  await door.search(surname.slice(0, 8).toLowerCase());

  const row = door.page.locator(`[data-testid=guest-row][data-reference="${booked.reference}"]`);
  await expect(row).toContainText(booked.guest.name);
  await expect(door.byId('guest-row')).toHaveCount(1);
  await row.getByTestId('guest-admit').click();
  await door.expectVerdict('ready');
  await door.admit();
  await expect(row).toHaveAttribute('data-admitted', '2');
});

test('a code can be typed: the reference, the token, or the whole address', async ({
  season,
  boxOffice,
  door,
}) => {
  const { id } = await season.performance();
  const booked = await boxOffice.book(id);
  await door.open(id);
  for (const code of [
    booked.reference,
    booked.reference.toLowerCase(),
    booked.token,
    booked.ticketUrl,
  ]) {
    await door.type(code, 'ready');
    await expect(door.byId('verdict-name')).toContainText(booked.guest.name);
    await door.dismiss();
  }
});

test('nonsense that is typed or scanned is no ticket', async ({ season, door }) => {
  await door.open((await season.performance()).id);
  await door.type('C'.repeat(43), 'token_unknown');
  await door.dismiss();
  await door.type('ZZZZZZZZ', 'not_found');
});

test('somebody without a booking is let in while there are seats', async ({ season, door }) => {
  const { id } = await season.performance();
  const { available_seats: seats } = await season.details(id);
  const guest = aGuest('Walter');
  await door.open(id);
  const before = await door.count();
  await door.byId('walk-in-open').click();
  await door.byId('walk-in-size').fill('2');
  await door.byId('walk-in-name').fill(guest.name);
  await door.byId('walk-in-submit').click();

  await door.expectVerdict('checked_in');
  await door.expectCount(before.admitted + 2, before.expected + 2);
  expect((await season.details(id)).available_seats).toBe(seats - 2);
});

test('without the camera the door still works', async ({ season, boxOffice, door }) => {
  const { id } = await season.performance();
  const booked = await boxOffice.book(id);
  await door.open(id);
  await expect(door.scanner).toHaveAttribute('data-state', 'off');
  // Nobody answers the browser's question, which is a no.
  await door.byId('scanner-start').click();
  await expect(door.scanner).toHaveAttribute('data-state', 'denied');
  await door.type(booked.reference, 'ready');
  await door.admit();
});

test('the camera can be switched off and on again', async ({ season, boxOffice, door }) => {
  const { id } = await season.performance();
  const booked = await boxOffice.bookAndPrint(id);
  await door.standAt(id);
  await door.byId('scanner-stop').click();
  await expect(door.scanner).toHaveAttribute('data-state', 'off');
  await door.byId('scanner-start').click();
  await door.scan(booked.picture, 'ready');
});

test('without the network nobody is waved through', async ({ season, boxOffice, door, watch }) => {
  watch.expects(/ERR_INTERNET_DISCONNECTED/);
  const { id } = await season.performance();
  const booked = await boxOffice.book(id);
  await door.open(id);
  await door.page.context().setOffline(true);
  await door.type(booked.ticketUrl, 'offline');
  await door.page.context().setOffline(false);
  await door.type(booked.ticketUrl, 'ready');
});
