import 'fake-indexeddb/auto';
import { IDBFactory } from 'fake-indexeddb';
import { expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { decodeEntry, emptyState, evolveEntry, keyOfEntry, type HallState } from '#lib/domain/index.ts';
import { LedgerRoom } from '#lib/store/ledger-room.ts';
import { tokenHash, type Desk } from '../conformance/desk.ts';
import type { Person } from '../conformance/person.ts';
import { hallTarget, type HallTarget } from '../conformance/target.ts';
import { eventually } from '../conformance/violation.ts';
import { randomFrom, rounds, seedOf } from '../faults/rounds.ts';
import { below, oneOf, type Random } from './peers.ts';
import { screensOf } from './screens.ts';

const NOWHERE = 'ws://127.0.0.1:9/rooms';
const windows = [1, 2, 3, 7];
const times = rounds({ short: 1, long: 15 });
const acts = rounds({ short: 60, long: 300 });

interface Tab {
  room: LedgerRoom;
  /** The last entry that it has said to be on this device. */
  kept: number;
}

/** A tab of one browser: the app's own ledger room over an IndexedDB that all its tabs share. */
async function openTab(target: HallTarget, person: Person, server = target.server): Promise<Tab> {
  class WithCookies extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { headers: person.headers });
    }
  }
  globalThis.WebSocket = WithCookies as unknown as typeof globalThis.WebSocket;
  const ignore = (): void => undefined;
  const room = new LedgerRoom(
    target.ledger,
    server,
    () => Promise.resolve({ incarnation: person.incarnation, undecided: [] }),
    {
      folded: ignore,
      changed: ignore,
      decided: ignore,
      asked: ignore,
      beat: ignore,
      line: ignore,
      notKept: () => expect.unreachable('this disk takes everything'),
      ended: (code) => expect.unreachable(`ended with ${code}`),
      kept: (seq) => (tab.kept = seq),
    },
  );
  const tab: Tab = { room, kept: 0 };
  onTestFinished(() => room.destroy());
  await room.open();
  return tab;
}

/** What the hall itself has of the day, up to an entry. */
function hallUpTo(target: HallTarget, seq: number): HallState {
  const entries = target.relay.hall.engine.log.doc.getMap('e');
  const state = emptyState();
  for (let n = 1; n <= seq; n += 1) evolveEntry(state, n, decodeEntry(entries.get(keyOfEntry(n))));
  return state;
}

async function act(desks: readonly Desk[], code: string, random: Random): Promise<void> {
  const desk = oneOf(random, desks);
  const window = windows[desks.indexOf(desk)] ?? 1;
  const kind = oneOf(random, [
    'take',
    'take',
    'call',
    'begin',
    'finish',
    'noShow',
    'pause',
    'unpause',
    'openWindow',
  ] as const);
  const ticket = 1 + below(random, 60);
  if (kind === 'take') await desk.act(kind, { code, care: false, tokenHash: tokenHash(), channel: 'staff' });
  else if (kind === 'call') await desk.act(kind, { window, ticket: null });
  else if (kind === 'finish') await desk.act(kind, { window, ticket, outcome: 'done' });
  else if (kind === 'pause') await desk.act(kind, { window, reason: 'lunch' });
  else if (kind === 'openWindow' || kind === 'unpause') await desk.act(kind, { window });
  else await desk.act(kind, { window, ticket });
}

test(`any tab, any reload, with and without the line: the same screen (${times} × ${acts} acts)`, async () => {
  const seed = seedOf('reload');
  for (let time = 0; time < times; time += 1) {
    const random = randomFrom(seed + time);
    // Each round is another hall under the same epoch, and so another browser.
    globalThis.indexedDB = new IDBFactory();
    const target = await hallTarget({ snapshotEvery: 25 });
    onTestFinished(() => target.close());
    const { setup } = target.relay.hall;
    const code = Object.keys(setup.routes)[0] ?? '';
    const desks = [await target.desk('0317'), await target.desk('0318')];
    const person = await target.person('0110');
    const tabs = [await openTab(target, person), await openTab(target, person)];
    const cut = below(random, acts);
    for (let n = 0; n < acts; n += 1) {
      await act(desks, code, random);
      if (n === cut) {
        await target.crash();
        for (const desk of desks) await desk.reconnect(target.server, target.ledger);
      }
      if (random() < 0.05) {
        // Reloaded in the middle, or opened where there is no line: what it shows is the hall as it was then.
        const index = below(random, tabs.length);
        const before = tabs[index]?.kept ?? 0;
        tabs[index]?.room.destroy();
        const isCutOff = random() < 0.5;
        const alone = await openTab(target, person, isCutOff ? NOWHERE : target.server);
        const { state } = alone.room;
        expect(state.seq).toBeGreaterThanOrEqual(before);
        expect(screensOf(state, setup)).toBe(screensOf(hallUpTo(target, state.seq), setup));
        if (isCutOff) alone.room.destroy();
        tabs[index] = isCutOff ? await openTab(target, person) : alone;
      }
    }
    tabs.push(await openTab(target, person));
    // The hall may add to the day by itself meanwhile: each is compared with the hall as it was at that entry.
    const showsTheHall = ({ room: { state } }: Tab): void =>
      expect(screensOf(state, setup)).toBe(screensOf(hallUpTo(target, state.seq), setup));
    const { seq } = target.relay.hall.engine.state;
    for (const tab of tabs) {
      await eventually(() => tab.room.state.seq >= seq, 'a tab has the whole day', 20_000);
      showsTheHall(tab);
    }
    await eventually(() => tabs.every(({ kept }) => kept >= seq), 'the whole day is on this device', 20_000);
    const alone = await openTab(target, person, NOWHERE);
    expect(alone.room.state.seq).toBeGreaterThanOrEqual(seq);
    showsTheHall(alone);
    const { state } = target.relay.hall.engine;
    expect(screensOf(state, setup)).toBe(screensOf(hallUpTo(target, state.seq), setup));
    for (const { room } of [...tabs, alone]) room.destroy();
    await target.close();
  }
});
