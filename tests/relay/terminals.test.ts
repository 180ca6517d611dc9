import { expect, test } from 'vitest';
import { decodeEntry, keyOfEntry } from '#lib/domain/index.ts';
import { Counter } from './counter.ts';
import { pc } from './people.ts';
import { startRelay, type TestRelay } from './start-relay.ts';

function terminalEvents(relay: TestRelay): { terminal: number }[] {
  const { log, state } = relay.relay.hall.engine;
  const map = log.doc.getMap('e');
  return Array.from({ length: state.seq }, (_, index) => decodeEntry(map.get(keyOfEntry(index + 1)))).flatMap(
    (events) => events.flatMap((event) => (event.kind === 'terminal' ? [{ terminal: event.terminal }] : [])),
  );
}

test('[I5] a terminal part goes to a PC once, when somebody who takes in papers first acts there', async () => {
  const relay = await startRelay();
  const supervisor = await Counter.open(await pc(relay, '0100'), '0100');
  expect(await supervisor.act('closeQueue', { queue: 'B' })).toMatchObject({ ok: true });
  expect(terminalEvents(relay)).toEqual([]);
  const clerk = await Counter.open(await pc(relay, '0317'), '0317');
  await clerk.act('openWindow', { window: 3 });
  await clerk.act('pause', { window: 3, reason: 'break' });
  expect(terminalEvents(relay)).toEqual([{ terminal: 1 }]);
  const other = await Counter.open(await pc(relay, '0318'), '0318');
  await other.act('openWindow', { window: 4 });
  expect(terminalEvents(relay)).toEqual([{ terminal: 1 }, { terminal: 2 }]);
});

test('[MN1] the 1000th PC gets none: a number of four digits would be another number', async () => {
  const relay = await startRelay();
  const used = [{ kind: 'carry', what: 'terminal', key: 'an-earlier-profile', value: 999 } as const];
  await relay.relay.hall.engine.act(() => used);
  const clerk = await Counter.open(await pc(relay, '0317'), '0317');
  expect(await clerk.act('openWindow', { window: 3 })).toMatchObject({ ok: true });
  expect(terminalEvents(relay)).toEqual([]);
});
