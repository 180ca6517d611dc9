import * as Y from 'yjs';
import { contradicts, decodeUpdate, isEmpty, isGapped, isPlain } from './update-check.ts';
import { fits, newDoc, type RoomSchema } from './room-schema.ts';

/** Largest single update, bytes. */
const LARGEST_UPDATE = 256 * 1024;

/** `new` is to be kept; `known` says nothing that was not said; the others are refused. */
export type Judgement = 'new' | 'known' | 'gapped' | 'malformed' | 'misfit' | 'too-large' | 'read-only';

/**
 * A second document that every update meets first. What does not fit is refused before anybody, or
 * the disk, has seen it; the shadow is then made anew from what was accepted.
 */
export class Shadow {
  readonly #schema: RoomSchema;
  readonly #accepted: () => readonly Uint8Array[];
  #doc: Y.Doc | null = null;
  /** Upper bound of the encoded state, bytes. */
  #size = 0;

  /** `accepted`: the updates that make the room as accepted so far, on the disk or on their way to it. */
  constructor(schema: RoomSchema, accepted: () => readonly Uint8Array[]) {
    this.#schema = schema;
    this.#accepted = accepted;
  }

  judge(bytes: Uint8Array, mayWrite: boolean): Judgement {
    if (bytes.length > LARGEST_UPDATE) return 'too-large';
    const update = decodeUpdate(bytes);
    if (!update) return 'malformed';
    if (isEmpty(update)) return 'known';
    if (!isPlain(update)) return 'misfit';
    const doc = this.#open();
    if (isGapped(update, doc)) return 'gapped';
    if (contradicts(update, doc)) return 'misfit';
    const judgement = this.#apply(doc, bytes, mayWrite);
    if (judgement === 'new') this.#size += bytes.length;
    else if (judgement !== 'known') this.drop();
    return judgement;
  }

  /** Forgets it: what it had beyond the accepted is gone, and an idle room needs none. */
  drop(): void {
    this.#doc?.destroy();
    this.#doc = null;
  }

  #open(): Y.Doc {
    if (this.#doc) return this.#doc;
    const doc = newDoc(this.#schema);
    const accepted = this.#accepted();
    doc.transact(() => {
      for (const bytes of accepted) Y.applyUpdate(doc, bytes);
    });
    this.#size = accepted.reduce((sum, bytes) => sum + bytes.length, 0);
    this.#doc = doc;
    return doc;
  }

  #apply(doc: Y.Doc, bytes: Uint8Array, mayWrite: boolean): Judgement {
    let changes = false;
    let isFit = true;
    const look = (transaction: Y.Transaction): void => {
      changes ||= transaction.deleteSet.clients.size > 0 || movesOn(transaction);
      isFit &&= fits(this.#schema, transaction);
    };
    doc.on('afterTransaction', look);
    try {
      Y.applyUpdate(doc, bytes);
    } catch {
      return 'malformed';
    } finally {
      doc.off('afterTransaction', look);
    }
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) return 'gapped';
    if (!changes) return 'known';
    if (!isFit) return 'misfit';
    if (!mayWrite) return 'read-only';
    // The bound is cheap and too high; the truth costs an encoding and is asked for near the limit only.
    if (this.#size + bytes.length > this.#schema.largest) {
      this.#size = Y.encodeStateAsUpdate(doc).length;
      if (this.#size > this.#schema.largest) return 'too-large';
      this.#size -= bytes.length;
    }
    return 'new';
  }
}

function movesOn({ beforeState, afterState }: Y.Transaction): boolean {
  for (const [client, clock] of afterState) if (beforeState.get(client) !== clock) return true;
  return false;
}
