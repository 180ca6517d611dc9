import type { Manifest } from '../backup/manifest.ts';
import type { Change, Storage } from '../storage/storage.ts';

/** What a device said when it checked in. Instants are wall clock, epoch ms. */
export interface CheckIn {
  at: number;
  rooms: RoomCopy[];
  /** Calls it made by itself whose facts the hall may not have: they are its own still. */
  called: AloneCall[];
  /** Terminal part of its matter numbers; 0: it has none. */
  terminal: number;
  /** It came when the hall was open again. */
  isLate: boolean;
  /** Its own copy does not fit its own hashes. */
  isDamaged: boolean;
}

/** A day's ledger on a device: complete up to `seq`, with the chain's head there. */
export interface RoomCopy {
  day: string;
  epoch: string;
  seq: number;
  head: string;
}

export interface AloneCall {
  day: string;
  ticket: number;
  /** Qualified right. */
  grant: string;
}

/** A fact of before that names what nobody had: for a person. */
export interface RowAside {
  id: string;
  incarnation: string;
  kind: string;
  account: string | null;
  at: number;
  day: string;
  ticket: number;
  window: number;
}

export type RecoveryPhase = 'recovering' | 'opening' | 'open';

export interface RecoveryRecord {
  phase: RecoveryPhase;
  /** Epoch of the backup, and the random part of the next one. */
  before: string;
  fresh: string;
  backup: { at: number; day: string; seq: number; epoch: string; setup: number };
  restoredAt: number;
  /** Devices whose copies a person left out. */
  leftOut: string[];
  /** Set while it opens. */
  opened: Opened | null;
}

export interface Opened {
  at: number;
  /** Null: all devices of the day were back. */
  by: string | null;
  epoch: string;
  /** Days that were brought back, each with its last entry. */
  days: { day: string; seq: number; head: string; lastAt: number }[];
  /** Incarnations of the day that had not come. */
  missing: string[];
  /** Days whose day before is not whole. */
  unlinked: string[];
  /** Versions of the setup that were published after the backup and that no device had. */
  lostSetups: number[];
  series: string;
}

export const recoveryTables = { record: 'recovery', checkIn: 'recovery-device', aside: 'recovery-row' } as const;
const CURRENT = 'current';

export function readRecovery(storage: Storage): Promise<RecoveryRecord | undefined> {
  return storage.get<RecoveryRecord>(recoveryTables.record, CURRENT);
}

export function recoveryChange(record: RecoveryRecord): Change {
  return { op: 'put', table: recoveryTables.record, key: CURRENT, value: record };
}

/**
 * In a store that was just put back and that nobody has open: the hall is recovering, nobody is signed in (sessions
 * may have been ended since), and what an earlier recovery left is gone.
 */
export async function beginRecovery(storage: Storage, backup: Manifest, fresh: string, wall: number): Promise<void> {
  const { at, day, seq, epoch, setup } = backup;
  const changes: Change[] = [];
  for (const table of ['session', recoveryTables.checkIn, recoveryTables.aside]) {
    for (const key of (await storage.list(table)).keys()) changes.push({ op: 'delete', table, key });
  }
  changes.push(
    ...(await dropTails(storage)),
    recoveryChange({
      phase: 'recovering',
      before: epoch,
      fresh,
      backup: { at, day, seq, epoch, setup },
      restoredAt: wall,
      leftOut: [],
      opened: null,
    }),
  );
  await storage.commit(changes);
}

/** Logs of what devices brought: `recovery/<n>`, listed in the table of tails. */
export const TAILS = 'recovery-tail';

export interface TailRecord {
  log: string;
  day: string;
  epoch: string;
  /** First sequence that the log holds. */
  from: number;
  isLate: boolean;
}

async function dropTails(storage: Storage): Promise<Change[]> {
  const tails = await storage.list<TailRecord>(TAILS);
  return [...tails].flatMap(([key, { log }]): Change[] => [
    { op: 'drop', log },
    { op: 'delete', table: TAILS, key },
  ]);
}
