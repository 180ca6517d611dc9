import { expect, test } from 'vitest';
import { Counter } from './counter.ts';
import { pc } from './people.ts';
import { startRelay, waitFor } from './start-relay.ts';

const MOST_UNDECIDED = 200;

/** So many requests that nobody has seen, from the n-th on. */
function invented({ browser }: Counter, from: number, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${browser.incarnation}.${from + index}`);
}

test('two hellos on one line are answered: a page cut off while it looked up what to say brings both', async () => {
  const relay = await startRelay();
  const counter = await Counter.open(await pc(relay, '0317'), '0317');
  const lost = await counter.act('openWindow', { window: 3 });
  counter.hello([lost.id]);
  counter.hello([lost.id]);
  await waitFor(() => counter.of(103).length === 3, 'both answers');
  await waitFor(() => counter.decisions(lost.id).length === 3, 'its decision on each');
  expect(counter.decisions(lost.id)).toEqual([lost, lost, lost]);
  expect(counter.closed).toBeNull();
});

test('hello after hello makes no more records than one may: the line that lists more comes back later', async () => {
  const relay = await startRelay();
  const counter = await Counter.open(await pc(relay, '0317'), '0317');
  const { engine } = relay.relay.hall;
  for (let from = 1000; from < 1000 + MOST_UNDECIDED; from += 50) counter.hello(invented(counter, from, 50));
  const [last = ''] = invented(counter, 1000 + MOST_UNDECIDED - 1, 1);
  await waitFor(() => counter.decisions(last)[0], 'as many as a line may list');
  expect(counter.decisions(last)).toEqual([{ id: last, ok: false, code: 'expired' }]);

  const [beyond = ''] = invented(counter, 5000, 1);
  counter.hello([beyond]);
  expect(await counter.closedWith()).toBe(4529);
  expect(await engine.isDecided(beyond)).toBe(false);
  expect(await engine.isDecided(last)).toBe(true);
});
