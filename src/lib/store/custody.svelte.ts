import {
  addDays,
  bundleRight,
  heldRounds,
  qualifiedGrant,
  type HallState,
  type OrderRow,
  type RefusalCode,
  type Result,
  type Setup,
} from '#lib/domain/index.ts';
import { aloneOrder, chooseAlone, type AloneChoice, type AloneView } from './call-alone.ts';
import type { CounterDb, Mark, OutboxRow } from './device-db.ts';
import type { StoredCall } from './device-rights.ts';
import { unsureRounds } from './unsure-rounds.ts';

/** Marks of rights that nobody has out any more are kept so many days: longer than any backup that is restored. */
const KEEP_DAYS = 14;

/** What the device's rights rest on: the day as decided and proposed, and the device's own database. */
export interface CustodyHall {
  db(): CounterDb | null;
  decided(): HallState;
  proposed(): HallState;
  /** This device's number in the day's ledger; 0: none. */
  device(): number;
  setup(): Setup | null;
  t(): number;
  /** The outbox. */
  rows(): readonly OutboxRow[];
  /** The copy of the ledger is older than what this device has known. */
  isCopyBehind(): boolean;
}

/**
 * The rights of this device to call by itself (sync: custody by name), with what it has done with each. The truth is
 * in the device's database, shared by its tabs; here it is mirrored for screens.
 */
export class Custody {
  readonly #hall: CustodyHall;
  #marks = $state.raw<ReadonlyMap<string, Mark>>(new Map());
  #prunedFor = '';

  constructor(hall: CustodyHall) {
    this.#hall = hall;
  }

  async load(): Promise<void> {
    const db = this.#hall.db();
    if (db) this.#marks = await db.rights.marks();
  }

  /** Whom this device may call by itself, in calling order; reactive. */
  callable(queues: readonly string[]): OrderRow[] {
    const view = this.#view();
    return view ? aloneOrder(view, queues) : [];
  }

  choose(window: number, ticket: number | null, stored: StoredCall | null): Result<AloneChoice, RefusalCode> {
    const view = this.#view();
    if (!view) return { ok: false, code: 'window-not-open', data: { window } };
    return chooseAlone({ ...view, stored }, window, ticket);
  }

  /** A call by this right is on the disk. */
  called(grant: string): void {
    this.#marks = new Map(this.#marks).set(grant, 'called');
  }

  /**
   * CU6: gives these rights up for good, but those it has used. Resolves when that is on the disk; null: the disk
   * would not take it, and nothing may be said.
   */
  async give(
    grants: readonly string[],
    state = this.#hall.decided(),
  ): Promise<{ gave: string[]; called: string[] } | null> {
    const db = this.#hall.db();
    if (!db) return null;
    try {
      const answer = await db.rights.give(grants, (grant) => this.#isTakenBack(state, grant));
      await this.load();
      return answer;
    } catch {
      return null;
    }
  }

  /** CU12: everything that this device holds, by its own proposal of the day, is given up; the rights that were. */
  async giveAll(): Promise<string[]> {
    const state = this.#hall.proposed();
    const held = heldRounds(state).get(this.#hall.device()) ?? [];
    if (held.length === 0) return [];
    const grants = held.map((ticket) => qualifiedGrant(state, ticket));
    const given = await this.give(grants, state);
    return given?.gave ?? [];
  }

  /** Drops old marks of rights that no round has: once a day. */
  async prune(): Promise<void> {
    const db = this.#hall.db();
    const state = this.#hall.decided();
    if (!db || state.day === '' || this.#prunedFor === state.day) return;
    this.#prunedFor = state.day;
    const out = new Set([...heldRounds(state).values()].flat().map((ticket) => qualifiedGrant(state, ticket)));
    for (const matter of state.matters.values()) out.add(bundleRight(matter));
    const oldest = addDays(state.day, -KEEP_DAYS);
    const over = [...(await db.rights.marks()).keys()].filter((grant) => !out.has(grant) && dayOf(grant) < oldest);
    if (over.length > 0) await db.rights.dropMarks(over);
  }

  #view(): Omit<AloneView, 'stored'> | null {
    const setup = this.#hall.setup();
    if (!setup) return null;
    const marks = this.#marks;
    return {
      state: this.#hall.proposed(),
      device: this.#hall.device(),
      policy: setup.policy,
      t: this.#hall.t(),
      isMarked: (grant) => marks.has(grant),
      isUnsure: unsureRounds(this.#hall.decided(), this.#hall.rows(), this.#hall.isCopyBehind()),
    };
  }

  /** The number that the hall had called for us waits again, by its word or ours, and the right is out to us as before. */
  #isTakenBack(state: HallState, grant: string): boolean {
    for (const id of state.waiting) {
      const ticket = state.tickets.get(id);
      if (ticket?.holder === this.#hall.device() && qualifiedGrant(state, ticket) === grant) return true;
    }
    return false;
  }
}

/** `<epoch or incarnation>/<day>/…` */
function dayOf(grant: string): string {
  return grant.split('/')[1] ?? '';
}
