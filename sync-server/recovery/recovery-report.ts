import {
  decodeEntry,
  emptyState,
  evolveEntry,
  type HallState,
  type LedgerEvent,
  type RecoveryDevice,
  type RecoveryDispute,
  type RecoveryEntry,
  type RecoveryLoss,
  type RecoveryRow,
  type RecoveryView,
} from '#lib/domain/index.ts';
import { covers, sharedLength, type Branch, type Tuples } from './chains.ts';
import type { Known } from './days.ts';
import { SERIALS_LEFT_OUT, SERIAL_WORDS, timeOf } from './opening.ts';
import type { Recovery } from './recovery.ts';

/** So many entries of one copy are listed; a whole lost day is told by its first and its number. */
const MOST_LISTED = 200;
/** What the relay wrote for itself tells nobody what happened in the hall. */
const OWN: readonly LedgerEvent['kind'][] = ['device', 'staff', 'terminal', 'seal', 'carry', 'dayOpened', 'announced'];

/** What is known of a recovery, what was not brought back, and who is to decide what. */
export async function recoveryView(recovery: Recovery): Promise<RecoveryView> {
  const { record } = recovery;
  const known = await recovery.days.known();
  const { opened } = record;
  const last = opened?.days.at(-1);
  return {
    phase: record.phase,
    backup: { at: record.backup.at, day: record.backup.day, seq: record.backup.seq },
    restoredAt: record.restoredAt,
    reached: last ? { day: last.day, seq: last.seq, at: last.lastAt } : reachedNow(recovery, known),
    openedAt: opened?.at ?? null,
    openedBy: opened?.by ?? null,
    devices: await devicesOf(recovery, known),
    disputes: disputesOf(recovery, known),
    late: await lateEntries(recovery),
    aside: recovery.aside.all().map(({ id, incarnation, kind, account, at, day, window }): RecoveryRow => ({
      id,
      device: recovery.nameOf(incarnation),
      kind,
      account,
      at,
      day,
      window,
    })),
    losses: await lossesOf(recovery, known),
  };
}

function reachedNow(recovery: Recovery, { days }: Known): RecoveryView['reached'] {
  const last = days.at(-1);
  if (!last) return { day: recovery.record.backup.day, seq: 0, at: 0 };
  const at = recovery.midnight(last.day) + timeOf(last.branch.tuples[last.length - 1]);
  return { day: last.day, seq: last.length, at };
}

async function devicesOf(recovery: Recovery, { state, expected }: Known): Promise<RecoveryDevice[]> {
  const { record, checkIns } = recovery;
  const now = recovery.state;
  const incarnations = [...new Set([...expected, ...checkIns.keys(), ...(record.opened?.missing ?? [])])];
  const devices: RecoveryDevice[] = [];
  for (const incarnation of incarnations) {
    const checkIn = checkIns.get(incarnation);
    const no = state.deviceNumbers.get(incarnation);
    const windows = [...state.windows.values()].filter(({ device, phase }) => device === no && phase !== 'closed');
    const today = now.deviceNumbers.get(incarnation);
    const isFreed = record.opened?.missing.includes(incarnation) && !(today !== undefined && now.missing.has(today));
    const isBack = await recovery.isBack(incarnation);
    devices.push({
      incarnation,
      label: recovery.nameOf(incarnation),
      windows: windows.map((window) => window.no).sort((a, b) => a - b),
      state: record.leftOut.includes(incarnation)
        ? 'left-out'
        : checkIn?.isDamaged
          ? 'damaged'
          : checkIn?.isLate
            ? 'late'
            : isBack
              ? 'back'
              : checkIn
                ? 'bringing'
                : isFreed
                  ? 'released'
                  : 'missing',
      at: checkIn?.at ?? 0,
    });
  }
  return devices;
}

function disputesOf(recovery: Recovery, { days }: Known): RecoveryDispute[] {
  return days.flatMap(({ day, branch, length, disputed, overruled }): RecoveryDispute[] => {
    const sides = [...disputed, ...overruled];
    if (sides.length === 0) return [];
    const seq = Math.min(length, ...overruled.map((other) => sharedLength(other, branch)));
    return [
      {
        day,
        seq,
        sides: sides.map((side) => ({
          devices: holdersOf(recovery, side),
          entries: listed(recovery, side, seq, holdersOf(recovery, side)[0]?.label ?? ''),
        })),
      },
    ];
  });
}

function holdersOf(recovery: Recovery, branch: Branch): { incarnation: string; label: string }[] {
  const holders: { incarnation: string; label: string }[] = [];
  for (const [incarnation, { rooms }] of recovery.checkIns) {
    if (rooms.some((room) => room.day === branch.day && covers(branch, room)))
      holders.push({ incarnation, label: recovery.nameOf(incarnation) });
  }
  return holders;
}

/** What devices that came after the opening had, and nobody else. */
async function lateEntries(recovery: Recovery): Promise<RecoveryEntry[]> {
  if (!recovery.record.opened) return [];
  const late: RecoveryEntry[] = [];
  for (const day of recovery.days.copies.days()) {
    const certain = await recovery.days.certain(day);
    for (const branch of recovery.days.copies.branchesOf(day, 'late')) {
      const from = certain ? sharedLength(branch, certain) : 0;
      late.push(...listed(recovery, branch, from, holdersOf(recovery, branch)[0]?.label ?? ''));
    }
  }
  return late;
}

function listed(recovery: Recovery, branch: Branch, after: number, device: string): RecoveryEntry[] {
  const state = emptyState();
  const entries: RecoveryEntry[] = [];
  branch.tuples.forEach((tuples: Tuples, index) => {
    const seq = index + 1;
    const events = decodeEntry(tuples);
    evolveEntry(state, seq, events);
    if (seq <= after || entries.length >= MOST_LISTED) return;
    const event = events.find(({ kind }) => !OWN.includes(kind));
    if (event)
      entries.push(entryOf(state, event, { day: branch.day, seq, device, midnight: recovery.midnight(branch.day) }));
  });
  return entries;
}

function entryOf(
  state: HallState,
  event: LedgerEvent,
  { day, seq, device, midnight }: { day: string; seq: number; device: string; midnight: number },
): RecoveryEntry {
  const named = 'ticket' in event ? event.ticket : event.kind === 'taken' ? seq : 0;
  return {
    day,
    seq,
    at: midnight + event.t - event.lag,
    kind: event.kind,
    ticket: state.tickets.get(named)?.label ?? '',
    window: 'window' in event && typeof event.window === 'number' ? event.window : 0,
    account: state.staff.get(event.staff) ?? null,
    device,
  };
}

async function lossesOf(recovery: Recovery, known: Known): Promise<RecoveryLoss[]> {
  const { record } = recovery;
  const { opened } = record;
  const reached = opened?.days.at(-1)?.lastAt ?? reachedNow(recovery, known).at;
  const losses: RecoveryLoss[] = [{ code: 'after', at: reached }];
  for (const day of opened?.unlinked ?? known.unlinked) {
    const days = opened?.days ?? known.days.map((one) => ({ day: one.day, seq: one.length }));
    const before = days[days.findIndex((one) => one.day === day) - 1];
    if (before) losses.push({ code: 'day-not-whole', day: before.day, seq: before.seq });
  }
  for (const version of opened?.lostSetups ?? (await recovery.setups.missing()))
    losses.push({ code: 'setup-gone', version });
  if (opened) {
    for (const word of SERIAL_WORDS) {
      const last = known.state.serials.get(word) ?? 0;
      losses.push({ code: 'numbers-skipped', word, from: last + 1, to: last + SERIALS_LEFT_OUT });
    }
  }
  losses.push({ code: 'accounts-since', at: record.backup.at });
  return losses;
}
