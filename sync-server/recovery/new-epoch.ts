import { roomName, type Lineage } from '../hall/ledger-room.ts';
import { dossierName, erasedNames, erasingChanges } from '../rooms/dossier-records.ts';
import type { Change, Storage } from '../storage/storage.ts';
import { epochCounter } from './chains.ts';
import type { DayTrunk, Known } from './days.ts';
import { commandChanges, erasedIn, roomUpdate, timeOf } from './opening.ts';
import type { CheckIn, Opened, RecoveryRecord } from './recovery-record.ts';

/** Counter of the next epoch: above every one that the hall or a device has ever seen. */
export function nextCounter(epoch: string, { days }: Known, checkIns: Iterable<CheckIn>): number {
  const seen = [...checkIns].flatMap(({ rooms }) => rooms.map((room) => room.epoch));
  const epochs = [epoch, ...days.map(({ branch }) => branch.epoch), ...seen];
  return Math.max(...epochs.map(epochCounter)) + 1;
}

/** The days that were brought back, each with its last entry. `midnight`: of a day, epoch ms. */
export function openedDays({ days }: Known, midnight: (day: string) => number): Opened['days'] {
  return days.map(({ day, branch, length }) => ({
    day,
    seq: length,
    head: branch.heads[length] ?? '',
    lastAt: midnight(day) + timeOf(branch.tuples[length - 1]),
  }));
}

/** The rooms of the new epoch, with the same entries; and the answers to commands that the backup did not know. */
export function roomChanges(
  { hall, epoch }: { hall: string; epoch: string },
  { days }: Known,
  { day: backupDay, seq: backupSeq }: RecoveryRecord['backup'],
): Change[] {
  return days.flatMap(({ day, branch, length }): Change[] => {
    const tuples = branch.tuples.slice(0, length);
    return [
      { op: 'append', log: roomName({ hall, epoch }, day), bytes: roomUpdate(tuples) },
      ...commandChanges(tuples, day === backupDay ? backupSeq + 1 : 1),
    ];
  });
}

/** What the days brought back say of erased dossiers. `wall`: epoch ms. */
export async function erasureChanges(
  storage: Storage,
  lineage: Lineage,
  { days, state }: Known,
  wall: number,
): Promise<Change[]> {
  const known = new Set(await erasedNames(storage));
  const changes: Change[] = [];
  for (const id of new Set([...state.erased, ...days.flatMap((day) => erasedOn(day, state.day))])) {
    const name = dossierName(lineage, id);
    if (!known.has(name)) changes.push(...(await erasingChanges(storage, name, wall)));
  }
  return changes;
}

/** A day before the last one may say it, and no longer name the dossier the day after. */
function erasedOn({ day, branch, length }: DayTrunk, last: string): string[] {
  return day === last ? [] : erasedIn(branch.tuples.slice(0, length));
}
