import type { Storage } from '../storage/storage.ts';
import type { HallClock } from './hall-clock.ts';
import { readPublished, type HallRecord, type SetupRecord } from './hall-record.ts';
import { LedgerEngine, type HallIdentity } from './ledger-engine.ts';
import type { Rights } from './rights.ts';

export interface HallParts {
  storage: Storage;
  clock: HallClock;
  record: HallRecord;
  knowsAccount: (account: string) => boolean;
  rights: Rights;
}

/** The engine of the hall that a store's record names, under the setup that the record names. */
export function openEngine({ record, ...parts }: HallParts, { setup, hash }: SetupRecord): Promise<LedgerEngine> {
  return LedgerEngine.open({
    ...parts,
    identity: identityOf(record),
    setup,
    setupVersion: record.setup,
    setupHash: hash,
    setupOf: async (version) => (await readPublished(parts.storage, version))?.setup,
  });
}

function identityOf({ hall, epoch, practice, origin, earlier }: HallRecord): HallIdentity {
  return { hall, epoch, practice, ...(origin === undefined ? {} : { origin }), ...(earlier ? { earlier } : {}) };
}
