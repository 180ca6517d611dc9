import {
  qualifiedGrant,
  type CommandBodies,
  type CommandKind,
  type HallState,
  type RefusalCode,
  type Result,
} from '#lib/domain/index.ts';
import type { Custody } from './custody.svelte.ts';
import type { CounterDb, Decision, KnownLedger, OutboxRow } from './device-db.ts';
import type { NotByRight } from './device-rights.ts';

/** What a counter's acts need of the store. */
export interface ActsHall {
  db(): CounterDb | null;
  decided(): HallState;
  proposed(): HallState;
  device(): number;
  rows(): readonly OutboxRow[];
  /** How far this page knows the ledger. */
  known(): KnownLedger;
  /** Stores a row and sends it if it can; the value answers when the hall has decided it. */
  add<Kind extends CommandKind>(
    kind: Kind,
    body: Omit<CommandBodies[Kind], 'day'>,
  ): Promise<Result<Promise<Decision>, RefusalCode>>;
  /** The same, with the mark that uses the right up; `seen`: the stored call that was known when it was chosen. */
  addByRight(
    body: Omit<CommandBodies['callAlone'], 'day'>,
    seen: string | null,
  ): Promise<Result<Promise<Decision>, RefusalCode | NotByRight>>;
  /** A frame to the hall; false: the line is down. */
  send(type: 'stored' | 'gave', text: string): boolean;
  sendRow(row: OutboxRow): void;
  /** What other tabs of this device have done and heard meanwhile. */
  followTabs(): Promise<void>;
  savedHere(): void;
  notSaved(): void;
}

/** What a counter does with its rights: calls by itself, tells which calls it has stored, and gives rights back. */
export class CounterActs {
  readonly #hall: ActsHall;
  readonly #custody: Custody;
  readonly #announcing = new Set<string>();

  constructor(hall: ActsHall, custody: Custody) {
    this.#hall = hall;
    this.#custody = custody;
  }

  /**
   * CU5: calls the next number that this device holds, or the chosen one, without the line. Another tab may have used
   * the right in the same moment: then it is looked at again. Refusals: those of `chooseAlone`, not-saved-here.
   */
  async call(window: number, ticket: number | null): Promise<Result<null, RefusalCode>> {
    const db = this.#hall.db();
    if (!db) return { ok: false, code: 'not-saved-here' };
    for (;;) {
      await this.#hall.followTabs();
      const stored = await db.rights.storedCall();
      // From here to the transaction nothing is awaited: what this page hears later comes after it on the disk too.
      const chosen = this.#custody.choose(window, ticket, stored);
      if (!chosen.ok) return chosen;
      const added = await this.#hall.addByRight({ window, ...chosen.value }, stored?.key ?? null);
      if (added.ok) {
        this.#custody.called(chosen.value.grant);
        return { ok: true, value: null };
      }
      if (added.code !== 'used' && added.code !== 'moved') return { ok: false, code: added.code };
    }
  }

  /** W4, CU12: the window is closed, and what the device held for it goes back, so that others may call it at once. */
  async closeWindow(window: number): Promise<Result<Promise<unknown>, RefusalCode>> {
    const closed = await this.#hall.add('closeWindow', { window });
    if (!closed.ok) return closed;
    const given = await this.giveBack();
    return given.ok ? given : closed;
  }

  /**
   * Marks everything that this device holds as given, then says so: the hall may give these numbers to others at once.
   * Refusals: device-holds-nothing, not-saved-here.
   */
  async giveBack(): Promise<Result<Promise<unknown>, RefusalCode>> {
    const grants = await this.#custody.giveAll();
    if (grants.length === 0) return { ok: false, code: 'device-holds-nothing' };
    return this.#hall.add('giveBack', { grants });
  }

  /** CU6: the hall asks for rights. Any tab may answer, and all give the same answer; what was called is sent again. */
  async answer(grants: readonly string[]): Promise<void> {
    const answer = await this.#custody.give(grants);
    if (!answer) {
      this.#hall.notSaved();
      return;
    }
    this.#hall.send('gave', JSON.stringify(answer));
    if (answer.called.length === 0) return;
    await this.#hall.followTabs();
    for (const row of this.#hall.rows()) {
      const { grant } = row.body as { grant?: string };
      if (row.kind === 'callAlone' && grant !== undefined && answer.called.includes(grant)) this.#hall.sendRow(row);
    }
  }

  /** CU8: a call of the hall is shown to people once this device has stored it and said so. */
  async announce(): Promise<void> {
    const db = this.#hall.db();
    const state = this.#hall.decided();
    const device = this.#hall.device();
    if (!db || device === 0) return;
    for (const window of state.windows.values()) {
      if (window.device !== device || window.ticket === null) continue;
      const ticket = state.tickets.get(window.ticket);
      if (!ticket || ticket.phase !== 'called' || ticket.announced) continue;
      const key = `${state.day}#${ticket.id}.${ticket.round}`;
      if (this.#announcing.has(key)) continue;
      this.#announcing.add(key);
      const grant = ticket.holder === device ? qualifiedGrant(state, ticket) : null;
      try {
        const call = { key, label: ticket.label, window: window.no };
        const isOurs = await db.rights.storeCall(call, grant, this.#hall.known());
        if (isOurs) this.#hall.savedHere();
        const isSaid = isOurs && this.#hall.send('stored', JSON.stringify([[ticket.id, ticket.round]]));
        if (!isSaid) this.#announcing.delete(key);
      } catch {
        this.#announcing.delete(key);
        this.#hall.notSaved();
      }
    }
  }

  /** Another connection: what was said on the one before may not have arrived. */
  lineChanged(): void {
    this.#announcing.clear();
  }
}
