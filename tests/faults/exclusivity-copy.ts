import * as Y from 'yjs';
import { decodeEntry, emptyState, evolveEntry, keyOfEntry, type HallState } from '#lib/domain/index.ts';
import { OwnInLedger } from '#lib/store/own-in-ledger.ts';
import { ROOT } from '../../sync-server/hall/ledger-room.ts';

/** The day as a page folds it, and what of it is on the disk. */
export class DayCopy {
  doc = new Y.Doc({ gc: false });
  state: HallState = emptyState();
  inLedger: OwnInLedger;
  readonly #incarnation: string;
  #disk = Y.encodeStateAsUpdate(this.doc);

  constructor(incarnation: string) {
    this.#incarnation = incarnation;
    this.inLedger = new OwnInLedger(incarnation);
  }

  apply(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update);
    const map = this.doc.getMap<unknown[]>(ROOT);
    for (let seq = this.state.seq + 1; map.has(keyOfEntry(seq)); seq += 1) {
      const events = decodeEntry(map.get(keyOfEntry(seq)) ?? []);
      evolveEntry(this.state, seq, events);
      this.inLedger.note(this.state, events);
    }
  }

  persist(): void {
    this.#disk = Y.encodeStateAsUpdate(this.doc);
  }

  /** A power cut: what the browser had not written yet is gone. */
  crash(): void {
    this.doc = new Y.Doc({ gc: false });
    this.state = emptyState();
    this.inLedger = new OwnInLedger(this.#incarnation);
    this.apply(this.#disk);
  }
}
