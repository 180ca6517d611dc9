import type { RefusalCode } from '#lib/domain/index.ts';
import type { Decision, DeviceDb, OutboxRow, RowDraft } from './device-db.ts';

export interface LostFact {
  row: OutboxRow;
  code: RefusalCode;
}

/**
 * What this device has done or asked and the hall has not decided yet: rows of the device's own
 * database, shared by its tabs, mirrored here for the screen.
 */
export class Outbox {
  readonly #db: DeviceDb;
  #rows = $state.raw<readonly OutboxRow[]>([]);
  #lost = $state.raw<readonly LostFact[]>([]);
  #backlog = $state(0);
  #cannotSave = $state(false);
  readonly #waiting = new Map<string, (decision: Decision) => void>();

  constructor(db: DeviceDb) {
    this.#db = db;
    db.onRowsChanged(() => void this.load());
  }

  get rows(): readonly OutboxRow[] {
    return this.#rows;
  }
  /** Facts that the hall would not take: a person must see them. */
  get lost(): readonly LostFact[] {
    return this.#lost;
  }
  /** Rows that waited when the line came back; 0 once they are through. */
  get backlog(): number {
    return this.#backlog;
  }
  /** The last row could not be stored: nothing is saved any more. */
  get cannotSave(): boolean {
    return this.#cannotSave;
  }

  async load(): Promise<void> {
    this.#rows = await this.#db.rows();
  }

  /** Stores a row; null when this device cannot save. `decided` answers when the hall has decided it. */
  async add(draft: RowDraft, place: string): Promise<{ row: OutboxRow; decided: Promise<Decision> } | null> {
    let row: OutboxRow;
    try {
      row = await this.#db.addRow(draft, place);
    } catch {
      this.#cannotSave = true;
      return null;
    }
    this.#cannotSave = false;
    this.#rows = [...this.#rows.filter((other) => other.id !== row.id), row];
    const decided = new Promise<Decision>((resolve) => this.#waiting.set(row.id, resolve));
    return { row, decided };
  }

  async settle(decision: Decision): Promise<void> {
    const row = this.#rows.find((candidate) => candidate.id === decision.id);
    this.#rows = this.#rows.filter((candidate) => candidate.id !== decision.id);
    if (this.#rows.length === 0) this.#backlog = 0;
    if (!decision.ok && row?.class === 'fact') this.#lost = [...this.#lost, { row, code: decision.code }];
    this.#waiting.get(decision.id)?.(decision);
    this.#waiting.delete(decision.id);
    await this.#db.settle(decision.id, decision).catch(() => {
      // It comes again at the next hello and gets the same answer.
      this.#cannotSave = true;
    });
  }

  /** The line is back: requests were answered at the hello, these facts go in their order. */
  takeBacklog(place: string): readonly OutboxRow[] {
    for (const row of this.#rows) {
      // Done in the practice hall, or before a new epoch: shown to a person, not told to this hall.
      if (row.place !== place) void this.settle({ id: row.id, ok: false, code: 'room-epoch-changed' });
    }
    this.#backlog = this.#rows.length;
    return this.#rows.filter((row) => row.class === 'fact');
  }

  /** The device's own database has taken something again. */
  markSaved(): void {
    this.#cannotSave = false;
  }

  /** Something else of this device could not be stored. */
  markUnsaved(): void {
    this.#cannotSave = true;
  }
}
