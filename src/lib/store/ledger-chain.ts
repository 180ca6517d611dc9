import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as Y from 'yjs';
import { keyOfEntry } from '#lib/domain/index.ts';
import { LedgerCopy } from './ledger-copy.ts';

const ROOT = 'e';

/** A day's ledger as this device has it: the entries without a gap, and the chain's head after the last of them. */
export interface KeptDay {
  day: string;
  epoch: string;
  tuples: unknown[][];
  head: string;
}

/** The hall's hash chain (its `seal` events): SHA-256 over the head before and the JSON of `[n, tuples]`. */
export function headOf(tuples: readonly unknown[][]): string {
  return tuples.reduce<string>(
    (head, entry, index) => bytesToHex(sha256(utf8ToBytes(`${head}${JSON.stringify([index + 1, entry])}`))),
    '',
  );
}

/** Names of the ledgers that are on this device, of this hall; empty where the browser cannot list its databases. */
export async function keptRooms(hall: string): Promise<string[]> {
  if (typeof indexedDB.databases !== 'function') return [];
  const databases = await indexedDB.databases();
  return databases.flatMap(({ name }) => (name?.startsWith(`ledger/${hall}/`) ? [name] : [])).sort();
}

/** Null: nothing of it is here. */
export async function readKeptDay(room: string): Promise<KeptDay | null> {
  const doc = new Y.Doc({ gc: false });
  const copy = await LedgerCopy.open(room, doc, { kept: ignore, failed: ignore });
  const map = doc.getMap<unknown[]>(ROOT);
  const tuples: unknown[][] = [];
  for (let entry = map.get(keyOfEntry(1)); entry; entry = map.get(keyOfEntry(tuples.length + 1))) tuples.push(entry);
  copy?.close();
  doc.destroy();
  const [, , day = '', epoch = ''] = room.split('/');
  return tuples.length === 0 ? null : { day, epoch, tuples, head: headOf(tuples) };
}

function ignore(): void {
  // Only read.
}
