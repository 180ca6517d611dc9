import { expect, test } from 'vitest';
import { FactOrder } from '../../sync-server/sockets/fact-order.ts';

const neverTurnedAway = (): void => expect.unreachable('turned away');

test('a row that cannot be read lets nothing past a fact before it that was not kept', async () => {
  const order = new FactOrder(() => Promise.resolve(false));
  const decided: number[] = [];
  const fact = (n: number, isKept = true): Promise<void> =>
    order.take(
      { n, after: n === 1 ? null : n - 1 },
      () => {
        if (isKept) decided.push(n);
        return Promise.resolve(isKept);
      },
      neverTurnedAway,
    );
  await fact(1);
  await fact(2, false);
  await fact(3);
  await order.answered({ n: 4, after: 3 }, neverTurnedAway);
  await fact(5);
  expect(decided).toEqual([1]);
  await fact(2);
  expect(decided).toEqual([1, 2, 3, 5]);
});
