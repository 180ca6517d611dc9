import * as Y from 'yjs';
import { mapRoots, textRoot, type DossierContent } from '#lib/domain/index.ts';
import type { Hall } from '../hall/hall.ts';
import type { Change, Storage } from '../storage/storage.ts';
import { contentHash } from './content-hash.ts';
import { isNamed } from './dossier-facts.ts';
import { DossierLabels, type DossierLabel } from './dossier-labels.ts';
import { dossierName, dossierRecord, dossierTables, erasingChanges, type DossierRecord } from './dossier-records.ts';
import { dossierSchema, readContent } from './dossier-schema.ts';
import { freezingChanges, frozenContent } from './frozen-contents.ts';
import type { OpenRooms } from './open-rooms.ts';
import { newDoc } from './room-schema.ts';
import { SealedLog } from './sealed-log.ts';
import { SharedRoom } from './shared-room.ts';

/** A dossier's content and what an acceptance would cite of it. */
export interface DossierNow {
  hash: string;
  content: DossierContent;
}

/** What a dossier made by the relay begins with: a booking's applicant. */
export interface DossierSeed {
  texts: Record<string, string>;
  marks: Record<string, unknown>;
}

const ID = /^[\w-]{22}$/;
/** How long a command waits for the edits that it rests on. */
const WAIT = 3000;

/**
 * The dossiers of the open hall: all personal data of its matters and bookings, each under a key of
 * its own. A dossier is there when the ledger names it, or did; joining makes none.
 */
export class Dossiers {
  readonly #hall: Hall;
  readonly #storage: Storage;
  readonly #rooms: OpenRooms;
  readonly #snapshotEvery: number;
  readonly #logs = new WeakMap<SharedRoom, SealedLog>();
  readonly #now = new WeakMap<SharedRoom, DossierNow>();
  readonly #labels = new DossierLabels();
  readonly #onErased = new Set<(name: string) => void>();

  constructor(hall: Hall, storage: Storage, rooms: OpenRooms, snapshotEvery: number) {
    this.#hall = hall;
    this.#storage = storage;
    this.#rooms = rooms;
    this.#snapshotEvery = snapshotEvery;
  }

  /** Its room's name in the hall and epoch that are open. */
  nameOf(id: string): string {
    const { hall, epoch } = this.#hall.engine.identity;
    return `dossier/${hall}/${id}/${epoch}`;
  }

  /** The name it is kept under: the same in all epochs of the hall. */
  storeName(id: string): string {
    return dossierName(this.#hall.engine.identity, id);
  }

  /** The name of its room. */
  onErased(listener: (name: string) => void): void {
    this.#onErased.add(listener);
  }

  /** Its room; `unknown` when nothing names it, `erased` when it was deleted. */
  async room(id: string): Promise<SharedRoom | 'unknown' | 'erased'> {
    if (!ID.test(id)) return 'unknown';
    const name = this.nameOf(id);
    const open = this.#rooms.peek(name);
    if (open) return open.isGone ? 'erased' : open;
    const kept = this.storeName(id);
    if ((await dossierRecord(this.#storage, kept)).erasedAt > 0) return 'erased';
    if (!isNamed(this.#hall.engine.state, id) && !(await this.#storage.secret(kept))) return 'unknown';
    return this.#rooms.open(name, () => this.#load(id, name, kept));
  }

  /** Those among these ids that were erased: a device deletes its copies of them. */
  async erasedAmong(ids: readonly string[]): Promise<string[]> {
    const names = ids.map((id) => this.storeName(id));
    const records = await this.#storage.getMany<DossierRecord>(dossierTables.record, names);
    return ids.filter((id) => (records.get(this.storeName(id))?.erasedAt ?? 0) > 0);
  }

  /** Null: there is none, or it was erased. */
  async content(id: string): Promise<DossierNow | null> {
    const room = await this.room(id);
    return typeof room === 'string' ? null : this.#contentOf(room);
  }

  /**
   * The content once it is what `hash` cites: edits and commands come on different lines, and a
   * command may be faster. After three seconds what is there, for the rules to refuse by.
   */
  async awaitContent(id: string, hash: string, within = WAIT): Promise<DossierNow | null> {
    const room = await this.room(id);
    if (typeof room === 'string') return null;
    if (this.#contentOf(room).hash === hash) return this.#contentOf(room);
    const leave = this.#rooms.use(room);
    return new Promise((resolve) => {
      const settle = (): void => {
        clearTimeout(timer);
        forget();
        leave();
        resolve(room.isGone ? null : this.#contentOf(room));
      };
      const timer = setTimeout(settle, within);
      const forget = room.onUpdate(() => {
        if (this.#contentOf(room).hash === hash) settle();
      });
    });
  }

  /**
   * The changes that found a dossier with its first content, to be committed with the decision that
   * names it: of a refused booking nothing stays. The id must be new and random.
   */
  found(id: string, seed: DossierSeed): { changes: Change[]; dossier: DossierNow } {
    const name = this.storeName(id);
    const doc = newDoc(dossierSchema);
    doc.transact(() => {
      for (const [path, text] of Object.entries(seed.texts)) doc.getText(textRoot(path)).insert(0, text);
      for (const [key, mark] of Object.entries(seed.marks)) doc.getMap(mapRoots.marks).set(key, mark);
    });
    const content = readContent(doc);
    const changes = SealedLog.fresh(this.#storage, name).append([Y.encodeStateAsUpdate(doc)]);
    doc.destroy();
    return { changes, dossier: { hash: contentHash(content), content } };
  }

  /** The changes that keep this content for ever as it was accepted; to be committed with the acceptance. */
  async freeze(id: string, now: DossierNow): Promise<Change[]> {
    const room = this.#rooms.peek(this.nameOf(id));
    const log = room ? this.#logs.get(room) : undefined;
    return log?.isKept ? freezingChanges(this.#storage, this.storeName(id), log, now) : [];
  }

  /** A content that was frozen; null when it was not, or is erased. */
  frozen(id: string, hash: string): Promise<DossierContent | null> {
    return frozenContent(this.#storage, this.storeName(id), hash);
  }

  /** Whose each dossier is, for lists; those without a name yet, or without a dossier, are left out. */
  async labels(ids: readonly string[]): Promise<Record<string, DossierLabel>> {
    const labels: Record<string, DossierLabel> = {};
    for (const id of ids) {
      const label = this.#labels.get(this.storeName(id)) ?? (await this.#label(id));
      if (label) labels[id] = label;
    }
    return labels;
  }

  /**
   * Destroys the dossier's key, log and frozen contents and leaves a tombstone. `commit` may put a
   * ledger event into the same commit. False: there was none.
   */
  async erase(
    id: string,
    commit: (changes: readonly Change[]) => Promise<void> = (changes) => this.#storage.commit(changes),
  ): Promise<boolean> {
    const room = await this.room(id);
    if (typeof room === 'string') return false;
    const { name } = room;
    const kept = this.storeName(id);
    const leave = this.#rooms.use(room);
    try {
      await room.end(async () => {
        await commit(await erasingChanges(this.#storage, kept, this.#hall.clock.wall()));
      });
    } finally {
      leave();
    }
    this.#labels.forget(kept);
    for (const listener of this.#onErased) listener(name);
    this.#rooms.forget(name);
    return true;
  }

  async #load(id: string, name: string, kept: string): Promise<SharedRoom> {
    const log = await SealedLog.open(this.#storage, kept);
    const room = await SharedRoom.open({
      name,
      schema: dossierSchema,
      log,
      commit: (changes) => this.#storage.commit(changes),
      // What was done cut off on the last day still arrives; then the dossier is as it was closed.
      mayWrite: () => isNamed(this.#hall.engine.state, id),
      snapshotEvery: this.#snapshotEvery,
    });
    this.#logs.set(room, log);
    room.onUpdate(() => {
      this.#now.delete(room);
      this.#labels.forget(kept);
    });
    return room;
  }

  async #label(id: string): Promise<DossierLabel | null> {
    const room = await this.room(id);
    return typeof room === 'string' ? null : this.#labels.keep(this.storeName(id), this.#contentOf(room).content);
  }

  #contentOf(room: SharedRoom): DossierNow {
    const known = this.#now.get(room);
    if (known) return known;
    const content = readContent(room.doc);
    const now = { hash: contentHash(content), content };
    this.#now.set(room, now);
    return now;
  }
}
