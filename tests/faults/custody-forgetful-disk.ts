import type { ModelRoom } from './custody-messages.ts';

/** What becomes of commits that a disk says it has and has not (`drops-commits`): it shows when the power goes. */
export class ForgetfulDisk {
  readonly #drops: () => boolean;
  /** The room whose disk lacks an entry. */
  #holed: ModelRoom | null = null;
  /** Rows whose answers were to be stored with such an entry. */
  #rows: string[] = [];

  /** `drops`: whether it forgets the commit that it is given now. */
  constructor(drops: () => boolean) {
    this.#drops = drops;
  }

  /** An entry is committed, with the answer to `row`. */
  take(room: ModelRoom, row: string): void {
    if (!this.#drops()) return;
    this.#holed = room;
    this.#rows.push(row);
  }

  hasHole(room: ModelRoom): boolean {
    return this.#holed === room;
  }

  /** Entries behind a hole are read by nobody; the answers to them are records of their own, and there. */
  crash(room: ModelRoom, answers: Map<string, unknown>): void {
    if (this.hasHole(room)) room.entries.length = room.committed;
    for (const id of this.#rows) answers.delete(id);
    this.#holed = null;
    this.#rows = [];
  }
}
