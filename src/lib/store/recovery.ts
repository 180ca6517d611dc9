import {
  decodeEntry,
  emptyState,
  evolveEntry,
  heldRounds,
  qualifiedGrant,
  type CheckInAnswer,
  type HallState,
  type Phase,
  type RefusalCode,
  type Result,
  type SessionView,
  type Setup,
} from '#lib/domain/index.ts';
import { ask } from './api.ts';
import type { CounterDb, OutboxRow } from './device-db.ts';
import { keptRooms, readKeptDay, type KeptDay } from './ledger-chain.ts';
import { keptTerminal } from './matter-numbers.ts';

/** open: this hall may be entered. recovering: not yet. failed: asked again later; nothing of before may go until then. */
export type ComeBack = 'open' | 'recovering' | 'failed';

type Ask = <T>(method: string, path: string, body?: unknown) => Promise<Result<T, RefusalCode>>;

interface AloneCall {
  day: string;
  ticket: number;
  grant: string;
}

/** Entries that go in one request: as many as are below both. */
const MOST_ENTRIES = 500;
const MOST_TEXT = 400_000;
const MOST_ROWS = 2000;
const MOST_CALLED = 500;
/** Another device is bringing the same day. */
const WAIT = 1000;
/** A day of 35,000 entries, and some patience. */
const MOST_TURNS = 400;

/**
 * Comes back to a hall that was put back from a backup (custody rule 14): drops the rights that this device has not
 * used, brings what its copies of the ledgers have beyond the hall's, and lets the hall look through what was done here
 * in an earlier epoch. Does nothing where the hall is the one that this device knows.
 */
export async function comeBack(db: CounterDb, session: SessionView, askHall: Ask = ask): Promise<ComeBack> {
  const { hall, epoch, recovering } = session;
  const ofBefore = (room: string): boolean => recovering || room.split('/')[3] !== epoch;
  const rooms = (await keptRooms(hall)).filter(ofBefore);
  const rows = (await db.rows()).filter(({ place }) => place.startsWith(`${hall}/`) && place !== `${hall}/${epoch}`);
  if (!recovering && rooms.length === 0 && rows.length === 0) return 'open';
  const days: KeptDay[] = [];
  for (const room of rooms) {
    const day = await readKeptDay(room);
    if (day) days.push(day);
  }
  const setups = await keptSetups(db, hall);
  const said = {
    rooms: days.map(({ day, epoch: of, tuples, head }) => ({ day, epoch: of, seq: tuples.length, head })),
    called: await dropRights(db, days),
    terminal: (await keptTerminal(db, hall)) ?? 0,
    rows: recovering ? [] : rows.slice(0, MOST_ROWS).map(({ text }) => text),
    setups: [...setups.keys()],
  };
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const answer = await askHall<CheckInAnswer>('POST', '/api/recovery/check-in', said);
    if (!answer.ok) return recovering && answer.code === 'device-not-paired' ? 'recovering' : 'failed';
    const { want, wantSetups, isWaiting, state } = answer.value;
    if (want.length === 0 && wantSetups.length === 0 && !isWaiting) {
      // Opened meanwhile: which epoch it is now, the next session says.
      if (state !== 'open' || recovering) return 'recovering';
      // Looked through: from here on they are this epoch's.
      await db.moveRows(
        rows.slice(0, MOST_ROWS).map(({ n }) => n),
        `${hall}/${epoch}`,
      );
      return rows.length > MOST_ROWS ? 'failed' : 'open';
    }
    for (const wanted of want) {
      const day = days.find((one) => one.day === wanted.day && one.epoch === wanted.epoch);
      if (!day) return 'failed';
      const part = { ...wanted, entries: partOf(day.tuples, wanted.from) };
      const brought = await askHall('POST', '/api/recovery/entries', part);
      if (!brought.ok && brought.code !== 'bad-request') return 'failed';
    }
    for (const version of wantSetups) {
      const brought = await askHall('POST', '/api/recovery/setup', { version, setup: setups.get(version) });
      // One that does not fit its hash is of no use; it is not offered again.
      if (!brought.ok) said.setups = said.setups.filter((other) => other !== version);
    }
    if (isWaiting) await new Promise((resolve) => setTimeout(resolve, WAIT));
  }
  return 'failed';
}

/**
 * CU14: every right that this device's own copies of the ledgers say it holds and that it has not used is given up, on
 * the disk, before anybody is told. The answer: what it has called by itself.
 */
async function dropRights(db: CounterDb, days: readonly KeptDay[]): Promise<AloneCall[]> {
  const called = new Map<string, AloneCall>();
  for (const { day, tuples } of days) {
    const state = foldOf(tuples);
    const device = state.deviceNumbers.get(db.incarnation);
    const held = device === undefined ? [] : (heldRounds(state).get(device) ?? []);
    const tickets = new Map(held.map((ticket) => [qualifiedGrant(state, ticket), ticket.id]));
    const answer = await db.rights.give([...tickets.keys()], () => false);
    for (const grant of answer.called) called.set(grant, { day, ticket: tickets.get(grant) ?? 0, grant });
    const served = servedAt(db.incarnation, day, tuples);
    await db.rights.keepCalled(served.map(({ grant }) => grant));
    for (const call of served) called.set(call.grant, call);
  }
  for (const { kind, body } of await db.rows()) {
    if (kind !== 'callAlone') continue;
    const { day, ticket, grant } = body as AloneCall;
    called.set(grant, { day, ticket, grant });
  }
  // The last first: of what was called early in the day the hall knows.
  return [...called.values()].slice(-MOST_CALLED);
}

/**
 * Numbers that were called to this device's windows and have not waited since, by its own copy. Where the hall has lost
 * that, they wait there again, and nobody else may call them: they get a right of this device, used already.
 */
function servedAt(incarnation: string, day: string, tuples: readonly unknown[][]): AloneCall[] {
  const state = emptyState();
  const callers = new Map<number, number>();
  tuples.forEach((entry, index) => {
    const events = decodeEntry(entry);
    evolveEntry(state, index + 1, events);
    for (const event of events) {
      if (event.kind === 'called') callers.set(event.ticket, state.windows.get(event.window)?.device ?? 0);
    }
  });
  const device = state.deviceNumbers.get(incarnation);
  return [...callers].flatMap(([ticket, caller]) => {
    const phase = state.tickets.get(ticket)?.phase;
    if (caller !== device || phase === undefined || over.includes(phase)) return [];
    // No right of a round is named so.
    return [{ day, ticket, grant: `${incarnation}/${day}/${ticket}.0` }];
  });
}

/** Waiting again, or nobody's to call any more. */
const over: readonly Phase[] = ['waiting', 'ended'];

function foldOf(tuples: readonly unknown[][]): HallState {
  const state = emptyState();
  tuples.forEach((entry, index) => evolveEntry(state, index + 1, decodeEntry(entry)));
  return state;
}

function partOf(tuples: readonly unknown[][], from: number): unknown[][] {
  const part: unknown[][] = [];
  let size = 0;
  for (const entry of tuples.slice(from - 1, from - 1 + MOST_ENTRIES)) {
    size += JSON.stringify(entry).length;
    if (part.length > 0 && size > MOST_TEXT) break;
    part.push(entry);
  }
  return part;
}

/** Published setups that this device has kept, by version. */
async function keptSetups(db: CounterDb, hall: string): Promise<Map<number, Setup>> {
  const setups = new Map<number, Setup>();
  for (const { key, value } of await db.entries<Setup>(`setup-of:${hall}/`)) {
    setups.set(Number(key.slice(key.lastIndexOf('/') + 1)), value);
  }
  const newest = await db.get<{ version: number; setup: Setup }>(`setup:${hall}`);
  if (newest) setups.set(newest.version, newest.setup);
  return setups;
}

/** Rows of the same hall's earlier epochs are not lost: they wait until the hall has looked through them. */
export function isOfHall(row: Pick<OutboxRow, 'place'>, place: string): boolean {
  return row.place.split('/')[0] === place.split('/')[0];
}
