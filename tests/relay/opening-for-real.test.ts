import { describe, expect, test } from 'vitest';
import type { HallState } from '#lib/domain/index.ts';
import { readHall } from '../../sync-server/hall/hall-record.ts';
import { LedgerLog } from '../../sync-server/hall/ledger-room.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import type { Change, Storage } from '../../sync-server/storage/storage.ts';
import { pairedKiosk, takeRow } from './people.ts';
import { startRelay, type TestRelay } from './start-relay.ts';

const DAY = 86_400_000;

/** A disk that says no, once, to the commit that names the real hall; `kept`: and has it all the same. */
class BrokenOffOnce {
  readonly #inner = memoryStorage();
  readonly #kept: boolean;
  #isDue = true;

  constructor(kept: boolean) {
    this.#kept = kept;
  }

  readonly storage: Storage = {
    ...this.#inner,
    commit: async (changes) => {
      const fails = this.#isDue && changes.some(opensForReal);
      if (!fails || this.#kept) await this.#inner.commit(changes);
      if (!fails) return;
      this.#isDue = false;
      throw new Error('database or disk is full');
    },
  };
}

function opensForReal(change: Change): boolean {
  return change.op === 'put' && change.table === 'hall' && (change.value as { practice: boolean }).practice === false;
}

/** As whoever reads the room from the disk has it. */
async function storedState({ storage }: TestRelay, room: string): Promise<HallState> {
  return LedgerLog.load(room, await storage.readLog(room)).state;
}

describe.each([
  ['refused', false],
  ['kept, though the disk said no', true],
])('an opening for real that was %s', (_, kept) => {
  async function brokenOff(): Promise<TestRelay> {
    const relay = await startRelay({ storage: new BrokenOffOnce(kept).storage });
    await expect(relay.relay.hall.openForReal()).rejects.toThrow('full');
    expect(relay.relay.hall.isPractice).toBe(true);
    return relay;
  }

  test.each([
    ['the same day', 0, '2026-11-23', '2026-11-24'],
    ['the day after', DAY, '2026-11-24', '2026-11-25'],
  ])('founds the hall whole when it is tried again on %s', async (_when, later, day, next) => {
    const relay = await brokenOff();
    relay.wall.now += later;
    const { hall } = relay.relay;
    expect(await hall.openForReal()).toMatchObject({ ok: true });
    const { room, state } = hall.engine;
    expect(state).toMatchObject({ day, seq: 1, setup: 1, epoch: hall.lineage.epoch });
    expect(room).toBe(`ledger/binjiang/${day}/${hall.lineage.epoch}`);
    expect(await storedState(relay, room)).toEqual(state);
    const kiosk = await pairedKiosk(relay);
    expect((await kiosk.post('/api/commands', takeRow(relay, kiosk, 1))).body).toMatchObject({ ok: true });
    relay.wall.now += DAY;
    await hall.tick();
    expect(await storedState(relay, room)).toMatchObject({ closed: true, nextDay: next });
    expect(await storedState(relay, hall.engine.room)).toEqual(hall.engine.state);
    expect(hall.engine.state).toMatchObject({ day: next, epoch: hall.lineage.epoch });
  });

  test('is a hall of its own after a restart as well', async () => {
    const relay = await brokenOff();
    relay.wall.now += DAY;
    await relay.relay.hall.openForReal();
    const { state, room } = relay.relay.hall.engine;
    const again = await startRelay({ storage: relay.storage, isFounded: true, at: relay.wall.now });
    expect(again.relay.hall.engine).toMatchObject({ room, state });
  });
});

test('the practice goes on where it was when its hall could not be opened', async () => {
  const relay = await startRelay({ storage: new BrokenOffOnce(false).storage });
  const kiosk = await pairedKiosk(relay);
  await kiosk.post('/api/commands', takeRow(relay, kiosk, 1));
  const { room } = relay.relay.hall.engine;
  await expect(relay.relay.hall.openForReal()).rejects.toThrow('full');
  expect(await readHall(relay.storage)).toMatchObject({ hall: 'binjiang-practice', practice: true });
  expect((await kiosk.post('/api/commands', takeRow(relay, kiosk, 2))).body).toMatchObject({
    ok: true,
    data: { label: 'B002' },
  });
  expect(relay.relay.hall.engine.room).toBe(room);
});
