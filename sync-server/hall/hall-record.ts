import { randomBytes } from 'node:crypto';
import { accepted, checkSetup, completeSetup, type RefusalCode, type Result, type Setup } from '#lib/domain/index.ts';
import type { Change, Storage } from '../storage/storage.ts';
import { sha256Text } from './hash.ts';
import type { Lineage } from './ledger-room.ts';

/** What a store says of its hall. */
export interface HallRecord extends Lineage {
  practice: boolean;
  /** Milliseconds that a practice hall's clock is ahead of the wall clock. */
  shift: number;
  /** Version of the published setup. */
  setup: number;
  /** Days whose day before was not brought back whole after a lost disk. */
  unlinked?: string[];
}

export interface SetupRecord {
  hash: string;
  setup: Setup;
}

const CURRENT = 'current';

export function readHall(storage: Storage): Promise<HallRecord | undefined> {
  return storage.get<HallRecord>('hall', CURRENT);
}

export function hallChange(record: HallRecord): Change {
  return { op: 'put', table: 'hall', key: CURRENT, value: record };
}

/** Writes setup version 1 and the practice hall; nothing is open yet. Refusal: setup-invalid. */
export async function foundHall(storage: Storage, setup: Setup): Promise<Result<null, RefusalCode>> {
  const checked = checkSetup(setup);
  if (!checked.ok) return checked;
  const hall = `${setup.hall.id}-practice`;
  await storage.commit([
    setupChange(1, recordOf(setup)),
    hallChange({ hall, epoch: firstEpoch(), practice: true, shift: 0, setup: 1 }),
  ]);
  return accepted(null);
}

/** A version as it was published, with what an older program did not know filled in. */
export async function readPublished(storage: Storage, version: number): Promise<SetupRecord | undefined> {
  const record = await storage.get<SetupRecord>('setup', String(version));
  return record && { ...record, setup: completeSetup(record.setup) };
}

export function setupChange(version: number, record: SetupRecord): Change {
  return { op: 'put', table: 'setup', key: String(version), value: record };
}

export function recordOf(setup: Setup): SetupRecord {
  return { hash: sha256Text(JSON.stringify(setup)), setup };
}

/** Counter and random id: never down, never sideways. */
export function firstEpoch(): string {
  return `1-${randomBytes(6).toString('hex')}`;
}
