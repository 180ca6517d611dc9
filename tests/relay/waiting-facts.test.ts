import { expect, test } from 'vitest';
import { FactOrder } from '../../sync-server/sockets/fact-order.ts';
import { Counter } from './counter.ts';
import { pc } from './people.ts';
import { startRelay, waitFor } from './start-relay.ts';

const MOST_WAITING = 500;

test('of a device five hundred facts wait for the one before them, and those again that wait already', async () => {
  const order = new FactOrder(() => Promise.resolve(false));
  const decided: number[] = [];
  const turnedAway: number[] = [];
  const bring = (n: number): Promise<void> =>
    order.take(
      { n, after: n - 1 },
      () => {
        decided.push(n);
        return Promise.resolve(true);
      },
      () => turnedAway.push(n),
    );
  await bring(1);
  for (let n = 3; n <= MOST_WAITING + 2; n += 1) await bring(n);
  await bring(3);
  expect(turnedAway).toEqual([]);
  await bring(MOST_WAITING + 3);
  await order.answered({ n: 9000, after: 8999 }, () => turnedAway.push(9000));
  expect(turnedAway).toEqual([MOST_WAITING + 3, 9000]);
  expect(decided).toEqual([1]);

  await bring(2);
  expect(decided).toEqual(Array.from({ length: MOST_WAITING + 2 }, (_, index) => index + 1));
  await bring(MOST_WAITING + 3);
  expect(decided.at(-1)).toBe(MOST_WAITING + 3);
});

test('a line that brings more facts to wait comes back later, and what its device sends in order is decided', async () => {
  const relay = await startRelay();
  const browser = await pc(relay, '0317');
  const counter = await Counter.open(browser, '0317');
  await counter.act('recall', { window: 3, ticket: 1 });
  const recall = (): string => counter.row('recall', { window: 3, ticket: 1 });
  const missing = recall();
  for (let waiting = 0; waiting < MOST_WAITING; waiting += 1) {
    counter.frame(100, recall());
    if (waiting % 100 < 99) continue;
    // What a line may say at once is another limit.
    await counter.heard();
    relay.wall.now += 1000;
  }
  expect(await counter.act('openWindow', { window: 3 })).toMatchObject({ ok: true });
  const last = recall();
  counter.frame(100, last);
  expect(await counter.closedWith()).toBe(4529);

  const back = await Counter.open(browser, '0317');
  expect(await back.decide(missing)).toMatchObject({ id: idOf(missing) });
  const before = (JSON.parse(last) as { after: number }).after;
  await waitFor(() => relay.relay.hall.engine.isDecided(`${browser.incarnation}.${before}`), 'those that waited');
  expect(await back.decide(last)).toMatchObject({ id: idOf(last) });
});

function idOf(row: string): string {
  return (JSON.parse(row) as { id: string }).id;
}
