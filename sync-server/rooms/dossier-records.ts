import type { Lineage } from '../hall/ledger-room.ts';
import type { Change, Storage } from '../storage/storage.ts';

/** What is kept of a dossier beside its sealed log. */
export interface DossierRecord {
  /** Hashes of the frozen contents. */
  frozen: string[];
  /** Wall clock of its erasure; 0: it lives. */
  erasedAt: number;
}

export const dossierTables = { record: 'dossier', frozen: 'frozen' } as const;

/** The name a dossier is kept under: `dossier/<hall>/<id>/<first epoch of the hall>`. Says nothing personal. */
export function dossierName({ hall, epoch, origin }: Lineage, id: string): string {
  return `dossier/${hall}/${id}/${origin ?? epoch}`;
}

export async function dossierRecord(storage: Storage, name: string): Promise<DossierRecord> {
  return (await storage.get<DossierRecord>(dossierTables.record, name)) ?? { frozen: [], erasedAt: 0 };
}

/** Names of all dossiers that were ever erased in this store, whatever hall and epoch. */
export async function erasedNames(storage: Storage): Promise<string[]> {
  const records = await storage.list<DossierRecord>(dossierTables.record);
  return [...records].filter(([, { erasedAt }]) => erasedAt > 0).map(([name]) => name);
}

/** Ids of those that were erased in this hall, whatever epoch it was founded in. */
export async function erasedIds(storage: Storage, hall: string): Promise<string[]> {
  const names = await erasedNames(storage);
  return names.flatMap((name) => (name.startsWith(`dossier/${hall}/`) ? (name.split('/')[2] ?? []) : []));
}

/** Destroys key, log and frozen contents, and leaves a tombstone: also of one that this store never had. */
export async function erasingChanges(storage: Storage, name: string, wall: number): Promise<Change[]> {
  const { frozen } = await dossierRecord(storage, name);
  return [
    { op: 'forgetSecret', name },
    { op: 'drop', log: name },
    ...frozen.map((hash): Change => ({ op: 'delete', table: dossierTables.frozen, key: `${name}#${hash}` })),
    {
      op: 'put',
      table: dossierTables.record,
      key: name,
      value: { frozen: [], erasedAt: wall } satisfies DossierRecord,
    },
  ];
}
