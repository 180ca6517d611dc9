import { randomInt } from 'node:crypto';
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
import { encodeEntries } from './entry-update.ts';
import { nextHead } from './seal.ts';

export const ROOT = 'e';

/** Entries as bytes, on what was there when they were encoded. */
export interface Encoded {
  update: Uint8Array;
  /** Of the hash chain after them. */
  head: string;
  rows: number;
}

/**
 * One day's ledger in memory: the live Y.Doc that clients sync with, the folded state, and the
 * head of the hash chain. Bytes of new entries are built without the live doc, so that they can be
 * committed before it, or anyone, sees them.
 */
export class LedgerLog {
  readonly room: string;
  readonly doc = new Y.Doc({ gc: false });
  /** Yjs client under which this process writes the room, and its clock: a new one for each loading. */
  readonly #writer = randomInt(1, 2 ** 32);
  #written = 0;
  /** A seal is made of the entries before it in the same turn: they are encoded and hashed once. */
  readonly #tuples = new WeakMap<Entry, unknown[]>();
  readonly #heads = new WeakMap<Entry, { before: string; after: string }>();
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

  /** The update that adds these entries, and the chain's head after them; until it is applied nothing has changed. */
  encode(entries: readonly Entry[]): Encoded {
    const rows = entries.map((entry): [string, unknown[]] => [keyOfEntry(entry.seq), this.#tuplesOf(entry)]);
    const update = encodeEntries(this.#writer, this.#written, ROOT, rows);
    return { update, head: this.headAfter(entries), rows: rows.length };
  }

  /** The chain's head after entries that are not encoded yet. */
  headAfter(entries: readonly Entry[]): string {
    let { head } = this;
    for (const entry of entries) {
      const known = this.#heads.get(entry);
      const after = known?.before === head ? known.after : nextHead(head, entry.seq, this.#tuplesOf(entry));
      if (!known) this.#heads.set(entry, { before: head, after });
      head = after;
    }
    return head;
  }

  #tuplesOf(entry: Entry): unknown[] {
    const tuples = this.#tuples.get(entry) ?? encodeEntry(entry.events);
    this.#tuples.set(entry, tuples);
    return tuples;
  }

  /** Takes over what was committed. */
  apply({ update, head, rows }: Encoded, state: HallState): void {
    Y.applyUpdate(this.doc, update);
    this.#written += rows;
    this.state = state;
    this.head = head;
    this.#fullState = null;
  }

  /** The whole room for a first sync, encoded once until it changes. */
  fullState(): Uint8Array {
    this.#fullState ??= Y.encodeStateAsUpdate(this.doc);
    return this.#fullState;
  }

  /** What it has beyond another copy of the same day; null: nothing. */
  beyond(other: LedgerLog): { update: Uint8Array; entries: Entry[] } | null {
    const map = this.doc.getMap<unknown[]>(ROOT);
    const entries: Entry[] = [];
    for (let seq = other.state.seq + 1; seq <= this.state.seq; seq += 1)
      entries.push({ seq, events: decodeEntry(map.get(keyOfEntry(seq)) ?? []) });
    if (entries.length === 0) return null;
    return { update: Y.encodeStateAsUpdate(this.doc, Y.encodeStateVector(other.doc)), entries };
  }

  destroy(): void {
    this.doc.destroy();
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
