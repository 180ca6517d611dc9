import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { emptyState, evolveEntry, keyOfEntry, type Entry } from '#lib/domain/index.ts';
import { LedgerLog, ROOT } from '../../sync-server/hall/ledger-room.ts';
import { randomFrom, rounds, seedOf } from '../faults/rounds.ts';
import { TestHall } from '../unit/domain/test-hall.ts';
import { below, oneOf, type Random } from './peers.ts';
import { inTurns, randomDay } from './random-day.ts';
import { screensOf } from './screens.ts';

const ROOM = 'ledger/test/2026-11-23/1-test';
const acts = rounds({ short: 120, long: 400 });
const days = rounds({ short: 12, long: 60 });

interface Day {
  hall: TestHall;
  /** What the relay committed and sent, in order. */
  updates: Uint8Array[];
  /** The last entry that the updates up to each one make whole. */
  seqs: number[];
}

/** The day as the relay wrote it: one update a turn, and a new writer after each restart. */
function written(random: Random): Day {
  const hall = randomDay(acts, random);
  const updates: Uint8Array[] = [];
  const seqs: number[] = [];
  let log = new LedgerLog(ROOM);
  for (const turn of inTurns(hall.entries, random)) {
    const encoded = log.encode(turn);
    log.apply(encoded, stateOf(hall.entries.slice(0, turn.at(-1)?.seq)));
    updates.push(encoded.update);
    seqs.push(turn.at(-1)?.seq ?? 0);
    if (random() < 0.1) log = LedgerLog.load(ROOM, updates);
  }
  return { hall, updates, seqs };
}

function stateOf(entries: readonly Entry[]): ReturnType<typeof emptyState> {
  const state = emptyState();
  for (const { seq, events } of entries) evolveEntry(state, seq, events);
  return state;
}

function screens(updates: readonly Uint8Array[], { hall }: Day): string {
  const log = LedgerLog.load(ROOM, updates);
  return `${log.head} ${screensOf(log.state, hall.setup)}`;
}

/** What one document says of these updates, as a snapshot of the log would be written. */
function compacted(updates: readonly Uint8Array[], gc: boolean): Uint8Array {
  const doc = new Y.Doc({ gc });
  doc.getMap(ROOT);
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return Y.encodeStateAsUpdate(doc);
}

function shuffled<T>(values: readonly T[], random: Random): T[] {
  return [...values]
    .map((value) => [random(), value] as const)
    .sort(([one], [other]) => one - other)
    .map(([, value]) => value);
}

function eachDay(check: (day: Day, random: Random) => void): void {
  const seed = seedOf('fold');
  for (let n = 0; n < days; n += 1) {
    const random = randomFrom(seed + n);
    check(written(random), random);
  }
}

describe('a ledger says the same, however it comes', () => {
  test('the updates give the state that was decided, and every screen of it', () => {
    eachDay((day) => {
      const log = LedgerLog.load(ROOM, day.updates);
      expect(log.state).toEqual(day.hall.state);
      expect(screensOf(log.state, day.hall.setup)).toBe(screensOf(day.hall.refolded(), day.hall.setup));
    });
  });

  test('fold(snapshot + tail) = fold(all), wherever the log is split', () => {
    eachDay((day, random) => {
      const whole = screens(day.updates, day);
      for (let split = 0; split <= day.updates.length; split += 1 + below(random, 9)) {
        const snapshot = compacted(day.updates.slice(0, split), random() < 0.5);
        expect(screens([snapshot, ...day.updates.slice(split)], day)).toBe(whole);
        // A snapshot of the next split is made out of this one and the entries after it.
        const next = Math.min(day.updates.length, split + 1 + below(random, 9));
        const again = compacted([snapshot, ...day.updates.slice(split, next)], random() < 0.5);
        expect(screens([again, ...day.updates.slice(next)], day)).toBe(whole);
        // Entries that are in the snapshot already may come once more: a power cut between writing and dropping.
        expect(screens([again, ...day.updates.slice(Math.max(0, split - 3))], day)).toBe(whole);
      }
    });
  });

  test('merged in any pieces, in any order, twice: the same in the end', () => {
    eachDay((day, random) => {
      const pieces: Uint8Array[] = [];
      for (let from = 0; from < day.updates.length;) {
        const to = Math.min(day.updates.length, from + 1 + below(random, 12));
        pieces.push(Y.mergeUpdates(day.updates.slice(from, to)));
        from = to;
      }
      const twice = shuffled([...pieces, oneOf(random, pieces), oneOf(random, day.updates)], random);
      expect(screens(twice, day)).toBe(screens(day.updates, day));
    });
  });

  test('whatever is lacking: only the whole prefix is folded, and the rest as soon as it has come', () => {
    eachDay((day, random) => {
      const lacking = new Set(day.updates.map((_, n) => n).filter(() => random() < 0.1));
      const come = day.updates.filter((_, n) => !lacking.has(n));
      const log = LedgerLog.load(ROOM, come);
      const firstLacking = [...lacking][0] ?? day.updates.length;
      const whole = firstLacking === 0 ? 0 : (day.seqs[firstLacking - 1] ?? 0);
      expect(log.state.seq).toBe(whole);
      expect(log.state).toEqual(stateOf(day.hall.entries.slice(0, whole)));
      const rest = shuffled([...lacking], random).map((n) => day.updates[n] ?? new Uint8Array());
      expect(screens([...come, ...rest], day)).toBe(screens(day.updates, day));
    });
  });

  test('entry 2 without 1, which a power cut can leave: nothing is folded until 1 is there', () => {
    const hall = new TestHall();
    hall.open(1);
    const [one, two] = hall.entries;
    if (!one || !two) throw new Error('two entries');
    // Two processes, and so two writers: the second one's update does not wait for the first one's.
    const first = new LedgerLog(ROOM).encode([one]).update;
    const second = new LedgerLog(ROOM).encode([two]).update;
    const log = LedgerLog.load(ROOM, [second]);
    expect(log.doc.getMap(ROOT).has(keyOfEntry(2))).toBe(true);
    expect([log.state.seq, log.head]).toEqual([0, '']);
    expect(LedgerLog.load(ROOM, [second, first]).state).toEqual(hall.state);
  });
});
