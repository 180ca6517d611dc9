import type { CounterDb, Decision, KnownLedger, LostFact, Mark, OutboxRow, RowDraft } from './device-db.ts';
import { isLost } from './device-rows.ts';
import type { NotByRight } from './device-rights.ts';
import { isOfHall } from './recovery.ts';

export type { LostFact } from './device-db.ts';

export interface Added {
  row: OutboxRow;
  /** Answers when the hall has decided it, or when nobody waits for it any more. */
  decided: Promise<Decision>;
}

/** A fact without an answer is sent again after so long: it may have been a closed tab's, or lost on the way. */
const SEND_AGAIN = 5000;
/** Decided rows that a reading of the database, begun before, may still bring. */
const REMEMBERED = 200;

/**
 * What this device has done or asked and the hall has not decided yet: rows of the device's own
 * database, shared by its tabs, mirrored here for the screen.
 */
export class Outbox {
  readonly #db: CounterDb;
  #rows = $state.raw<readonly OutboxRow[]>([]);
  #lost = $state.raw<readonly LostFact[]>([]);
  /** Of those, what is not on the disk: while it is written, or as the disk would not take it. */
  readonly #unstored = new Map<string, LostFact>();
  #backlog = $state(0);
  #cannotSave = $state(false);
  readonly #waiting = new Map<string, (decision: Decision) => void>();
  readonly #sentAt = new Map<string, number>();
  /** What this page has sent on the line that it has now. */
  #sentHere = new Set<string>();
  #settled: readonly string[] = [];
  #changes = 0;

  constructor(db: CounterDb) {
    this.#db = db;
    db.onRowsChanged(() => void this.load());
  }

  get rows(): readonly OutboxRow[] {
    return this.#rows;
  }
  /** Facts that the hall would not take, whichever tab heard it: a person must see them and say so. */
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
    for (;;) {
      const before = this.#changes;
      const [rows, lost] = await Promise.all([this.#db.rows(), this.#db.lost()]);
      // Something was added or decided meanwhile: what was read is not what is there.
      if (before !== this.#changes) continue;
      // A kiosk of the same browser profile sends its own.
      this.#rows = rows.filter((row) => row.staff !== null && !this.#settled.includes(row.id));
      this.#free((id) => !rows.some((row) => row.id === id));
      for (const { row } of lost) this.#unstored.delete(row.id);
      this.#lost = [...lost, ...this.#unstored.values()];
      return;
    }
  }

  /** Stores a row; null when this device cannot save. */
  async add(draft: RowDraft, place: string): Promise<Added | null> {
    return this.#kept(() => this.#db.addRow(draft, place));
  }

  /**
   * Stores a call by a right of this device, with the mark that uses it up; null when this device cannot save.
   * `seen`: the stored call of the hall that was known when it was chosen.
   */
  async addByRight(
    draft: RowDraft,
    place: string,
    grant: string,
    seen: string | null,
  ): Promise<Added | NotByRight | null> {
    let not: NotByRight | null = null;
    const added = await this.#kept(async () => {
      const stored = await this.#db.rights.addRowByRight(draft, place, grant, seen);
      if (typeof stored !== 'string') return stored;
      not = stored;
      return null;
    });
    return not ?? added;
  }

  /** Stores a handover with the mark that uses its right up; the mark that was there before; null: it cannot save. */
  async addOnce(draft: RowDraft, place: string, grant: string): Promise<Added | Mark | null> {
    let before: Mark | null = null;
    const added = await this.#kept(async () => {
      const stored = await this.#db.rights.addRowOnce(draft, place, grant);
      if (typeof stored !== 'string') return stored;
      before = stored;
      return null;
    });
    return before ?? added;
  }

  async #kept(store: () => Promise<OutboxRow | null>): Promise<Added | null> {
    let row: OutboxRow | null;
    try {
      row = await store();
    } catch {
      this.#cannotSave = true;
      return null;
    }
    this.#cannotSave = false;
    if (!row) return null;
    const { id } = row;
    this.#changes += 1;
    this.#rows = [...this.#rows.filter((other) => other.id !== id), row];
    const decided = new Promise<Decision>((resolve) => this.#waiting.set(id, resolve));
    return { row, decided };
  }

  /** `known`: how far this page knows the ledger that decided it. */
  async settle(decision: Decision, known?: KnownLedger): Promise<void> {
    const row = this.#rows.find((candidate) => candidate.id === decision.id);
    this.#changes += 1;
    this.#settled = [decision.id, ...this.#settled].slice(0, REMEMBERED);
    this.#sentAt.delete(decision.id);
    this.#sentHere.delete(decision.id);
    this.#rows = this.#rows.filter((candidate) => candidate.id !== decision.id);
    if (this.#rows.length === 0) this.#backlog = 0;
    this.#waiting.get(decision.id)?.(decision);
    this.#waiting.delete(decision.id);
    if (row && isLost(row, decision)) this.#lose({ row, code: decision.code });
    try {
      await this.#db.settle(decision.id, decision, known);
      // It may be another tab's, which this page has not read.
      if (!decision.ok && row?.class !== 'request') await this.#followLost([decision.id]);
    } catch {
      // It comes again at the next hello and gets the same answer.
      this.#cannotSave = true;
    }
  }

  /** A person has seen what the hall did not take: no tab shows it any more. */
  async noted(ids: readonly string[]): Promise<void> {
    try {
      await this.#db.noted(ids);
      await this.#followLost(ids);
    } catch {
      this.#cannotSave = true;
    }
  }

  #lose(fact: LostFact): void {
    this.#unstored.set(fact.row.id, fact);
    this.#lost = [...this.#lost, fact];
  }

  /** The disk knows of these now: what it says counts, as another tab may have heard of them or noted them before. */
  async #followLost(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#unstored.delete(id);
    this.#changes += 1;
    await this.load();
  }

  /**
   * The line is cut: whoever asked waits no longer, as the outage may last hours and a desk does one thing at a time. The
   * rows stay until the next hello, which has each decided or expired; what was decided the ledger shows.
   */
  abandon(): void {
    this.#sentHere = new Set();
    this.#free((id) => this.#rows.some((row) => row.id === id && row.class === 'request'));
  }

  /**
   * Facts before a request that this page has not sent itself: another page's. On one line in their order, so that what
   * this device asks is decided after what it has done.
   */
  before(request: OutboxRow): readonly OutboxRow[] {
    return this.#rows.filter(
      (row) => row.class === 'fact' && row.n < request.n && row.place === request.place && !this.#sentHere.has(row.id),
    );
  }

  sent(row: OutboxRow): void {
    this.#sentHere.add(row.id);
    this.#sentAt.set(row.id, Date.now());
  }

  /** Facts of this place, whichever tab did them, that have had no answer for long. */
  overdue(place: string): readonly OutboxRow[] {
    const now = Date.now();
    return this.#rows.filter((row) => {
      if (row.class !== 'fact' || row.place !== place) return false;
      const at = this.#sentAt.get(row.id);
      // Of another tab, which has just sent it itself.
      if (at === undefined) this.#sentAt.set(row.id, now);
      return at !== undefined && Math.abs(now - at) > SEND_AGAIN;
    });
  }

  /** The line is back: requests were answered at the hello, these facts go in their order. */
  takeBacklog(place: string): readonly OutboxRow[] {
    for (const row of this.#rows) {
      // Done in the practice hall: shown to a person, not told to this hall. What was done in an earlier epoch of this
      // hall waits until the hall has looked through it.
      if (!isOfHall(row, place)) void this.settle({ id: row.id, ok: false, code: 'room-epoch-changed' });
    }
    const facts = this.#rows.filter((row) => row.class === 'fact' && row.place === place);
    this.#backlog = facts.length;
    return facts;
  }

  /** The device's own database has taken something again. */
  markSaved(): void {
    this.#cannotSave = false;
  }

  /** Something else of this device could not be stored. */
  markUnsaved(): void {
    this.#cannotSave = true;
  }

  /** Nobody will tell this page what became of these: another page has heard it, or the line is cut. */
  #free(isUntold: (id: string) => boolean): void {
    for (const [id, tell] of this.#waiting) {
      if (!isUntold(id)) continue;
      this.#waiting.delete(id);
      tell({ id, ok: false, code: 'answer-lost' });
    }
  }
}
