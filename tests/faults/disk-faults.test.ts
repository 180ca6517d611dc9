import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { LedgerLog } from '../../sync-server/hall/ledger-room.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import { sqliteStorage } from '../../sync-server/storage/sqlite.ts';
import { signIn, type Person } from '../conformance/person.ts';
import { plainState } from '../relay/plain-state.ts';
import { PASSWORD, startRelay, temporaryStorePath, waitFor } from '../relay/start-relay.ts';
import { FaultyDisk, moods } from './faulty-disk.ts';
import { KilledDesk, KilledKiosk } from './kill-clients.ts';
import { sessionOf, type HallAddress } from './kill-hall.ts';
import type { Patience } from './kill-outbox.ts';
import { demandKept } from './kill-promises.ts';
import { freshText, KilledWriter } from './kill-writer.ts';
import { isLong, randomFrom, rounds, seedOf } from './rounds.ts';

const WITHIN = isLong ? 7_200_000 : 120_000;
const ONE_DAY = 24 * 3600_000;
const BUSY_FOR = 8;
/** Whoever hears nothing tries again: a disk that refuses leaves facts and words unanswered. */
const patience: Patience = { ms: 120, mayGoUnanswered: true };

test.each(['memory', 'sqlite'] as const)(
  'a disk that is full, read-only, failing or gone, over %s: nothing that was told is lost, nothing is there twice, and the hall goes on when it is well',
  async (kind) => {
    const seed = seedOf(`disk faults, ${kind}`);
    const dice = randomFrom(seed);
    const inner = kind === 'memory' ? memoryStorage() : sqliteStorage(temporaryStorePath());
    const disk = new FaultyDisk(inner, dice);
    const { relay, base, host, wall } = await startRelay({ storage: disk.storage, snapshotEvery: 6 });
    const hall: HallAddress = {
      base,
      rooms: `ws://${host}/rooms`,
      kioskToken: await relay.devices.newLink('kiosk', 'K9'),
    };
    const people: Person[] = [];
    for (const account of ['0317', '0317', '0318']) people.push(await signIn(base, account, PASSWORD));
    const [reader, ...clerks] = people;
    if (!reader) throw new Error('somebody reads');
    const desks = clerks.map((person, index) => new KilledDesk(person, index + 1, patience));
    const kiosk = await KilledKiosk.pair(hall);
    const session = await sessionOf(hall);
    const dossier = randomBytes(16).toString('base64url');
    const room = `dossier/${session.hall}/${dossier}/${session.epoch}`;
    for (const desk of desks) await desk.connect(hall, session);
    await desks[0]?.openMatter(dossier);
    const writers = people.map((person, index) => new KilledWriter(hall, room, person, `w${index}`, patience));
    for (const writer of writers) await writer.comeBack();
    const atDesk = async (desk: KilledDesk): Promise<void> => {
      if (desk.isCut) await desk.connect(hall, session);
      else await desk.resend();
      if (desk.outbox.undecided.length === 0) await desk.act(dice);
    };
    const everybodyIsDone = async (): Promise<boolean> => {
      // The rations of messages and requests are the relay's clock's.
      wall.now += 500;
      for (const desk of desks) await atDesk(desk);
      for (const kept of kiosk.outbox.undecided) await kiosk.answer(hall, kept);
      for (const writer of writers) if (!writer.isSaved) await writer.ask();
      const outboxes = [...desks, kiosk].map(({ outbox }) => outbox);
      return outboxes.every(({ undecided }) => undecided.length === 0) && writers.every(({ isSaved }) => isSaved);
    };
    const many = rounds({ short: kind === 'memory' ? 7 : 4, long: 150 });
    for (let round = 0; round < many; round += 1) {
      const replay = `round ${round} of FAULT_SEED=${seed}`;
      disk.mood = moods[round % moods.length] ?? 'well';
      for (let turn = 0; turn < BUSY_FOR; turn += 1) {
        wall.now += 500;
        if (dice() < 0.3) disk.mood = moods[Math.floor(dice() * moods.length)] ?? 'well';
        await Promise.all([
          ...desks.map(atDesk),
          ...writers.map((writer) => writer.write()),
          ...(turn === 0 ? [kiosk.take(hall, session.day)] : []),
        ]);
      }
      disk.mood = 'well';
      await waitFor(everybodyIsDone, `everybody is answered once the disk is well: ${replay}`, 30_000);
      expect((await fetch(`${base}/health`)).status, replay).toBe(200);
      for (const desk of desks) for (const kept of desk.outbox.decided.slice(-5)) await desk.answer(kept);
      const ledger = await demandKept(hall, session, reader, { desks, kiosk, writers, room });
      for (const desk of desks) await waitFor(() => desk.seen.head === ledger.head, `a desk has it all: ${replay}`);
      // What is in memory is what is on the disk: a start from here is the hall that is here.
      const left = LedgerLog.load(session.ledger, await inner.readLog(session.ledger));
      expect([left.head, left.state.seq], replay).toEqual([ledger.head, ledger.heads.length]);
      expect(plainState(left.state), replay).toBe(plainState(relay.hall.engine.state));
    }
    console.log(`disk faults, ${kind}: ${JSON.stringify({ rounds: many, ...disk.figures })}`);
    expect(Object.keys(disk.figures).length).toBeGreaterThan(2);
    const before = await freshText(hall, room, reader);
    for (const { stock } of writers) stock.end();
    for (const desk of desks) desk.end();
    expect(before).toContain('<w0.1>');
  },
  WITHIN,
);

test('a change of day that is on the disk though the disk said no: the new day is open, once, and the old one ended once', async () => {
  const inner = memoryStorage();
  // Every commit is kept, and every one is said to have failed.
  const disk = new FaultyDisk(inner, () => 0);
  const relay = await startRelay({ storage: disk.storage });
  const { hall } = relay.relay;
  const old = hall.engine.room;
  const rooms: string[] = [];
  hall.onRooms(() => void rooms.push(hall.engine.room));
  disk.mood = 'kept-but-no';
  relay.wall.now += ONE_DAY;
  await hall.tick().catch(() => undefined);
  disk.mood = 'well';
  await hall.tick();
  await hall.engine.act(() => [{ kind: 'queueClosed', queue: 'A' }]);
  expect(rooms).toEqual([hall.engine.room]);
  expect(hall.engine.room).not.toBe(old);
  const [before, now] = await Promise.all(
    [old, hall.engine.room].map(async (room) => LedgerLog.load(room, await inner.readLog(room))),
  );
  expect(before?.state).toMatchObject({ closed: true });
  expect(before?.state.seq).toBe(3);
  expect([now?.head, now?.state.seq]).toEqual([hall.engine.log.head, hall.engine.state.seq]);
});
