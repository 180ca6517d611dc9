import * as Y from 'yjs';
import { decodeEntry, emptyState, evolveEntry, keyOfEntry, type EventBody, type HallState } from '#lib/domain/index.ts';
import { ROOT } from '../hall/ledger-room.ts';
import type { Change } from '../storage/storage.ts';
import type { Tuples } from './chains.ts';
import type { AloneCall, CheckIn, Opened } from './recovery-record.ts';

/** Nothing that was given in the part that nobody had may be given again: each kind of number leaves so many out. */
export const SERIALS_LEFT_OUT = 100;
const TERMINALS_LEFT_OUT = 10;
export const SERIAL_WORDS = ['accept', 'refuse', 'supplement', 'proof'];

export function foldTuples(tuples: readonly Tuples[]): HallState {
  const state = emptyState();
  tuples.forEach((entry, index) => evolveEntry(state, index + 1, decodeEntry(entry)));
  return state;
}

/** A day's entries as the one update that a room in the new epoch begins with. The tuples are as they were, so the chain is. */
export function roomUpdate(tuples: readonly Tuples[]): Uint8Array {
  const doc = new Y.Doc({ gc: false });
  doc.transact(() => {
    const map = doc.getMap(ROOT);
    tuples.forEach((entry, index) => map.set(keyOfEntry(index + 1), entry));
  });
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

/**
 * Commands that the store forgot and the ledger knows: sent again, they get their answer. Their bytes were never seen
 * here, so any are theirs.
 */
export function commandChanges(tuples: readonly Tuples[], from: number): Change[] {
  const state = emptyState();
  const changes: Change[] = [];
  tuples.forEach((entry, index) => {
    const seq = index + 1;
    const events = decodeEntry(entry);
    evolveEntry(state, seq, events);
    const [first] = events.filter((event) => event.device !== 0);
    const incarnation = first && state.devices.get(first.device)?.incarnation;
    if (seq < from || !first || !incarnation) return;
    const id = `${incarnation}.${first.n}`;
    changes.push({
      op: 'put',
      table: 'command',
      key: id,
      value: { hash: '', decision: { id, ok: true, from: seq, to: seq } },
    });
  });
  return changes;
}

/** Devices of a day that hold a ledger of their own, and so may know what nobody else does. */
export function staffDevices(state: HallState): string[] {
  return [...state.devices.values()].filter(({ surface }) => surface === 'staff').map(({ incarnation }) => incarnation);
}

/** Letter that goes into the numbers of a day on which the disk was lost: from the end, as kiosks have theirs from the front. */
export function seriesOf(epochCounter: number): string {
  const letters = 'ZYXWVUTSRQ';
  return letters[Math.max(0, epochCounter - 2) % letters.length] ?? 'Z';
}

/**
 * The entry by which a hall goes on (custody rule 14): its new epoch, who came back and who did not, and numbers that
 * leave out what may have been given.
 */
export function epochEvents(
  state: HallState,
  opened: Opened,
  options: {
    before: string;
    checkIns: ReadonlyMap<string, CheckIn>;
    /** Ids of dossiers that are erased, whatever the ledger says. */
    erased: readonly string[];
    setup: { version: number; hash: string } | null;
  },
): EventBody[] {
  const { checkIns, before, erased, setup } = options;
  const declared: EventBody[] = [];
  const numbers = new Map(state.deviceNumbers);
  const numberOf = (incarnation: string): number => {
    const known = numbers.get(incarnation);
    if (known !== undefined) return known;
    const no = numbers.size + 1;
    numbers.set(incarnation, no);
    declared.push({ kind: 'device', no, incarnation, surface: 'staff', label: '' });
    return no;
  };
  const missing = opened.missing.map(numberOf);
  const back: EventBody[] = [];
  const calls: EventBody[] = [];
  for (const [incarnation, { called }] of checkIns) {
    const holder = state.deviceNumbers.get(incarnation);
    if (holder === undefined) continue;
    back.push({ kind: 'checkedIn', holder, called: [] });
    const own = callsOf(state, called);
    // Once all have let go: what one held by the ledger another may have called.
    if (own.length > 0) calls.push({ kind: 'checkedIn', holder, called: own });
  }
  const terminals = [
    ...state.terminalsByIncarnation.values(),
    ...[...checkIns.values()].map(({ terminal }) => terminal),
  ];
  const floor = Math.max(0, ...terminals) + TERMINALS_LEFT_OUT;
  return [
    ...declared,
    { kind: 'epochOpened', epoch: opened.epoch, before, through: state.seq, series: opened.series, missing },
    ...back,
    ...calls,
    ...SERIAL_WORDS.map((word): EventBody => {
      const value = (state.serials.get(word) ?? 0) + SERIALS_LEFT_OUT;
      return { kind: 'carry', what: 'serial', key: word, value };
    }),
    { kind: 'carry', what: 'terminal', key: `epoch:${opened.epoch}`, value: floor },
    ...erased
      .filter((dossier) => !state.erased.has(dossier))
      .map((dossier): EventBody => ({ kind: 'dossierErased', dossier })),
    ...(setup ? [{ kind: 'setupPublished' as const, ...setup }] : []),
  ];
}

/** Calls made alone, by today's tickets: of the same day, or carried over midnight. */
export function callsOf(state: HallState, called: readonly AloneCall[]): [ticket: number, grant: string][] {
  return called.flatMap(({ day, ticket, grant }): [number, string][] => {
    const id = day === state.day ? ticket : state.carried.get(`${day}#${ticket}`);
    const phase = id === undefined ? undefined : state.tickets.get(id)?.phase;
    // Of what is done by the ledger too nobody holds anything.
    return id === undefined || phase === undefined || phase === 'done' || phase === 'ended' ? [] : [[id, grant]];
  });
}

/** Ids of the dossiers that these entries say were erased. */
export function erasedIn(tuples: readonly Tuples[]): string[] {
  return tuples.flatMap((entry) =>
    decodeEntry(entry).flatMap((event) => (event.kind === 'dossierErased' ? [event.dossier] : [])),
  );
}

/** `t` of an entry, ms since its day's midnight. */
export function timeOf(entry: Tuples | undefined): number {
  return entry === undefined ? 0 : (decodeEntry(entry)[0]?.t ?? 0);
}
