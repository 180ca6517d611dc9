import * as Y from 'yjs';
import {
  decodeEntry,
  emptyState,
  encodeEntry,
  evolveEntry,
  keyOfEntry,
  type Entry,
  type HallState,
} from '#lib/domain/index.ts';
import { nextHead } from './seal.ts';

export const ROOT = 'e';

/**
 * One day's ledger in memory: the live Y.Doc that clients sync with, the folded state, and the
 * head of the hash chain. Bytes of new entries are built in a writer doc of its own, so that they
 * can be committed before the live doc, or anyone, sees them.
 */
export class LedgerLog {
  readonly room: string;
  readonly doc = new Y.Doc({ gc: false });
  readonly #writer = new Y.Doc({ gc: false });
  state: HallState = emptyState();
  head = '';
  #fullState: Uint8Array | null = null;

  constructor(room: string) {
    this.room = room;
    // Defined before anyone syncs: a client cannot claim the root under another type.
    this.doc.getMap(ROOT);
  }

  /** From committed updates, in one transaction. */
  static load(room: string, updates: readonly Uint8Array[]): LedgerLog {
    const log = new LedgerLog(room);
    log.doc.transact(() => {
      for (const update of updates) Y.applyUpdate(log.doc, update);
    });
    const map = log.doc.getMap<unknown[]>(ROOT);
    for (let seq = 1; ; seq += 1) {
      const tuples = map.get(keyOfEntry(seq));
      if (!tuples) break;
      evolveEntry(log.state, seq, decodeEntry(tuples));
      log.head = nextHead(log.head, seq, tuples);
    }
    return log;
  }

  /** The update that adds these entries, and the chain's head after them; changes nothing visible. */
  encode(entries: readonly Entry[]): { update: Uint8Array; head: string } {
    const captured: Uint8Array[] = [];
    const capture = (update: Uint8Array): void => void captured.push(update);
    let head = this.head;
    this.#writer.on('update', capture);
    this.#writer.transact(() => {
      const map = this.#writer.getMap(ROOT);
      for (const entry of entries) {
        const tuples = encodeEntry(entry.events);
        map.set(keyOfEntry(entry.seq), tuples);
        head = nextHead(head, entry.seq, tuples);
      }
    });
    this.#writer.off('update', capture);
    const [update] = captured;
    if (!update || captured.length !== 1) throw new Error('one transaction, one update');
    return { update, head };
  }

  /** The chain's head after entries that are not encoded yet. */
  headAfter(entries: readonly Entry[]): string {
    return entries.reduce((head, entry) => nextHead(head, entry.seq, encodeEntry(entry.events)), this.head);
  }

  /** Takes over what was committed. */
  apply(update: Uint8Array, state: HallState, head: string): void {
    Y.applyUpdate(this.doc, update);
    this.state = state;
    this.head = head;
    this.#fullState = null;
  }

  /** The whole room for a first sync, encoded once until it changes. */
  fullState(): Uint8Array {
    this.#fullState ??= Y.encodeStateAsUpdate(this.doc);
    return this.#fullState;
  }

  destroy(): void {
    this.doc.destroy();
    this.#writer.destroy();
  }
}

/** A hall through its epochs: each restored backup begins a new one. */
export interface Lineage {
  hall: string;
  /** The open one: counter and random id. */
  epoch: string;
  /** The hall's first epoch, for ever: the name under which its dossiers are kept. Left out: the open one. */
  origin?: string;
  /** Epochs before, oldest first, each with the last day that is kept under it. */
  earlier?: readonly { epoch: string; through: string }[];
}

/** `ledger/<hall>/<date>/<epoch>`: the room that clients join. */
export function roomName(identity: Pick<Lineage, 'hall' | 'epoch'>, day: string): string {
  return `ledger/${identity.hall}/${day}/${identity.epoch}`;
}

/** The log a day's ledger is kept in: days that were over before a restore stay in the epoch they were written in. */
export function logName(identity: Lineage, day: string): string {
  const epoch = identity.earlier?.find(({ through }) => day <= through)?.epoch ?? identity.epoch;
  return roomName({ hall: identity.hall, epoch }, day);
}
