import * as Y from 'yjs';
import type { Change, LogParts } from '../storage/storage.ts';
import { Presence } from './presence.ts';
import { log } from '../log.ts';
import type { RoomLog } from './room-log.ts';
import { newDoc, type RoomSchema } from './room-schema.ts';
import { Shadow, type Judgement } from './shadow.ts';

/** What became of an update: kept on the disk, or why not. `not-saved`: the disk refused; it comes again. */
export type Verdict = 'kept' | Exclude<Judgement, 'new' | 'known'> | 'not-saved' | 'gone';

export interface SharedRoomOptions {
  name: string;
  schema: RoomSchema;
  log: RoomLog;
  commit: (changes: readonly Change[]) => Promise<void>;
  /** Asked for each update: a room may close to writing while people are in it. */
  mayWrite: () => boolean;
  /** After so many entries without one a snapshot is written. */
  snapshotEvery: number;
}

interface Waiting {
  /** Null: says nothing new, but its sender waits for what it said before. */
  bytes: Uint8Array | null;
  from: object | null;
  settle: (verdict: Verdict) => void;
}

/**
 * A room edited together: received bytes are judged on a shadow, committed as they came, and only
 * then applied, acknowledged and passed on. One commit takes all that arrived meanwhile; a commit
 * that fails leaves the room as the disk has it.
 */
export class SharedRoom {
  readonly name: string;
  readonly presence = new Presence();
  readonly #log: RoomLog;
  readonly #commit: SharedRoomOptions['commit'];
  readonly #mayWrite: () => boolean;
  readonly #doc: Y.Doc;
  readonly #shadow: Shadow;
  readonly #listeners = new Set<(update: Uint8Array, from: object | null) => void>();
  #waiting: Waiting[] = [];
  #committing: readonly Waiting[] = [];
  #pumping: Promise<void> = Promise.resolve();
  #isPumping = false;
  readonly #snapshotEvery: number;
  /** Entries since the newest snapshot. */
  #tail: number;
  /** The number of the last entry known to be kept. */
  #end: number;
  #fullState: Uint8Array | null = null;
  #isGone = false;

  private constructor(options: SharedRoomOptions, { updates, tail, end }: LogParts) {
    this.name = options.name;
    this.#log = options.log;
    this.#commit = options.commit;
    this.#mayWrite = options.mayWrite;
    this.#doc = newDoc(options.schema);
    // One transaction: applied one by one, 35,000 updates take minutes.
    this.#doc.transact(() => {
      for (const update of updates) Y.applyUpdate(this.#doc, update);
    });
    this.#snapshotEvery = options.snapshotEvery;
    this.#tail = tail;
    this.#end = end;
    this.#shadow = new Shadow(options.schema, () => [
      this.fullState(),
      ...[...this.#committing, ...this.#waiting].flatMap(({ bytes }) => (bytes ? [bytes] : [])),
    ]);
  }

  static async open(options: SharedRoomOptions): Promise<SharedRoom> {
    const room = new SharedRoom(options, await options.log.read());
    // A disk that takes no snapshot has what it would say.
    if (room.#isLong) await room.compact().catch((error: unknown) => log.error('no snapshot of the room', error));
    return room;
  }

  /** Committed, never ahead of the disk. Read only. */
  get doc(): Y.Doc {
    return this.#doc;
  }
  get isGone(): boolean {
    return this.#isGone;
  }
  get isBusy(): boolean {
    return this.#isPumping || this.#waiting.length > 0;
  }

  /** Hears every committed update, in order. */
  onUpdate(listener: (update: Uint8Array, from: object | null) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Answers when the update, and all that this room took before it, is on the disk. */
  receive(bytes: Uint8Array, from: object | null = null): Promise<Verdict> {
    if (this.#isGone) return Promise.resolve('gone');
    const judgement = this.#shadow.judge(bytes, this.#mayWrite());
    if (judgement !== 'new' && judgement !== 'known') return Promise.resolve(judgement);
    return new Promise((settle) => {
      this.#waiting.push({ bytes: judgement === 'new' ? bytes : null, from, settle });
      this.#pump();
    });
  }

  /** The relay's own edit, made on a copy and received like anybody's. */
  async write(edit: (doc: Y.Doc) => void): Promise<Verdict> {
    const copy = new Y.Doc();
    Y.applyUpdate(copy, this.fullState());
    const before = Y.encodeStateVector(copy);
    copy.transact(() => edit(copy));
    const update = Y.encodeStateAsUpdate(copy, before);
    copy.destroy();
    return this.receive(update);
  }

  /** The whole room for a first sync, encoded once until it changes. */
  fullState(): Uint8Array {
    this.#fullState ??= Y.encodeStateAsUpdate(this.#doc);
    return this.#fullState;
  }

  /** Writes a snapshot: what the next reader applies in the place of all entries so far. */
  compact(): Promise<void> {
    return this.#exclusively(() => this.#compact());
  }

  /** Ends the room for good once `commit` has removed it; what waits is told so. */
  end(commit: () => Promise<void>): Promise<void> {
    return this.#exclusively(async () => {
      await commit();
      this.#isGone = true;
      this.#shadow.drop();
      this.#settle(this.#waiting.splice(0), 'gone');
    });
  }

  /** Resolves when nothing is on its way to the disk. */
  quiet(): Promise<void> {
    return this.#exclusively(() => Promise.resolve());
  }

  destroy(): void {
    this.#shadow.drop();
    this.#doc.destroy();
    this.#listeners.clear();
  }

  #pump(): void {
    if (this.#isPumping) return;
    this.#isPumping = true;
    this.#pumping = this.#run();
  }

  async #exclusively(work: () => Promise<void>): Promise<void> {
    while (this.#isPumping) await this.#pumping;
    this.#isPumping = true;
    const done = work();
    this.#pumping = done
      .catch(() => undefined)
      .then(() => {
        this.#isPumping = false;
        if (this.#waiting.length > 0) this.#pump();
      });
    await done;
  }

  async #run(): Promise<void> {
    // What arrives in the same turn of the loop joins the first batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      this.#committing = batch;
      await this.#take(batch);
      this.#committing = [];
    }
    if (this.#isLong) await this.#compact().catch((error) => log.error('no snapshot of the room', error));
    this.#isPumping = false;
    // Somebody may have come while the log was written anew.
    if (this.#waiting.length > 0) this.#pump();
  }

  async #take(batch: readonly Waiting[]): Promise<void> {
    const updates = batch.flatMap(({ bytes }) => (bytes ? [bytes] : []));
    try {
      if (updates.length > 0) await this.#commit(this.#log.append(updates));
    } catch (error) {
      log.error('room not saved', error);
      this.#committing = [];
      this.#shadow.drop();
      // What has come since rests on what was lost.
      this.#settle([...batch, ...this.#waiting.splice(0)], 'not-saved');
      return;
    }
    if (updates.length > 0) this.#log.kept();
    this.#tail += updates.length;
    this.#end += updates.length;
    for (const { bytes, from } of batch) {
      if (!bytes) continue;
      Y.applyUpdate(this.#doc, bytes);
      this.#fullState = null;
      for (const listener of this.#listeners) listener(bytes, from);
    }
    this.#settle(batch, 'kept');
  }

  get #isLong(): boolean {
    return this.#tail > this.#snapshotEvery;
  }

  async #compact(): Promise<void> {
    if (this.#tail === 0) return;
    await this.#commit(this.#log.snapshot(this.fullState(), this.#end));
    this.#tail = 0;
  }

  #settle(waiting: readonly Waiting[], verdict: Verdict): void {
    for (const { settle } of waiting) settle(verdict);
  }
}
