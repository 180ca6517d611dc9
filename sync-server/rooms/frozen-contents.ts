import type { DossierContent } from '#lib/domain/index.ts';
import type { Change, Storage } from '../storage/storage.ts';
import { dossierRecord, dossierTables, type DossierRecord } from './dossier-records.ts';
import { SealedLog } from './sealed-log.ts';

/** The changes that keep a content for ever under the key of its dossier's log. `name`: as the dossier is kept. */
export async function freezingChanges(
  storage: Storage,
  name: string,
  log: SealedLog,
  { hash, content }: { hash: string; content: DossierContent },
): Promise<Change[]> {
  const record = await dossierRecord(storage, name);
  const box = Buffer.from(log.seal(Buffer.from(JSON.stringify(content)))).toString('base64url');
  return [
    { op: 'put', table: dossierTables.frozen, key: keyOf(name, hash), value: box },
    {
      op: 'put',
      table: dossierTables.record,
      key: name,
      value: { ...record, frozen: [...new Set([...record.frozen, hash])] } satisfies DossierRecord,
    },
  ];
}

/** Null: no such content was frozen, or it is erased. */
export async function frozenContent(storage: Storage, name: string, hash: string): Promise<DossierContent | null> {
  const box = await storage.get<string>(dossierTables.frozen, keyOf(name, hash));
  const log = await SealedLog.open(storage, name);
  if (box === undefined || !log.isKept) return null;
  return JSON.parse(Buffer.from(log.open(Buffer.from(box, 'base64url'))).toString('utf8')) as DossierContent;
}

/** `dossier-records.ts` erases by the same keys. */
function keyOf(name: string, hash: string): string {
  return `${name}#${hash}`;
}
