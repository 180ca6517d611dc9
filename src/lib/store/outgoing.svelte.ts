import {
  commandClasses,
  type CommandBodies,
  type CommandKind,
  type RefusalCode,
  type Result,
  type SessionView,
} from '#lib/domain/index.ts';
import type { CounterDb, Decision, KnownLedger, Mark, OutboxRow, RowDraft } from './device-db.ts';
import type { NotByRight } from './device-rights.ts';
import { handInLate } from './late-rows.ts';
import { Outbox, type Added, type LostFact } from './outbox.svelte.ts';

const NO_ROWS: readonly OutboxRow[] = [];
const NO_LOST: readonly LostFact[] = [];

/** A command without the day, which is always the open one. */
export type Dispatched<Kind extends CommandKind> = Omit<CommandBodies[Kind], 'day'>;

/** What of the store it needs. */
export interface OutgoingHall {
  session(): SessionView | null;
  /** `<hall>/<epoch>`: what is done here belongs there. */
  place(): string;
  /** The open day, `YYYY-MM-DD`. */
  day(): string;
  /** The relay's wall clock, epoch ms. */
  wall(): number;
  isUp(): boolean;
  /** How far this page knows the ledger. */
  known(): KnownLedger;
  /** A frame to the hall; false: the line is down. */
  send(type: 'command', text: string): boolean;
  savedHere(): void;
}

/** What this device does on its way to the hall: stored first, sent when the line is up, dropped when it is decided. */
export class Outgoing {
  readonly #hall: OutgoingHall;
  #outbox = $state.raw<Outbox | null>(null);

  constructor(hall: OutgoingHall) {
    this.#hall = hall;
  }

  get rows(): readonly OutboxRow[] {
    return this.#outbox?.rows ?? NO_ROWS;
  }
  get lost(): readonly LostFact[] {
    return this.#outbox?.lost ?? NO_LOST;
  }
  get backlog(): number {
    return this.#outbox?.backlog ?? 0;
  }
  get cannotSave(): boolean {
    return this.#outbox?.cannotSave ?? false;
  }

  open(db: CounterDb): void {
    this.#outbox = new Outbox(db);
  }

  load(): Promise<void> {
    return this.#outbox?.load() ?? Promise.resolve();
  }

  /** Stores the row and sends it if the line is up. The value answers when the hall has decided it. */
  async add<Kind extends CommandKind>(
    kind: Kind,
    body: Dispatched<Kind>,
  ): Promise<Result<Promise<Decision>, RefusalCode>> {
    const draft = this.#draft(kind, body);
    if (!this.#outbox || !draft) return { ok: false, code: 'not-signed-in' };
    const added = await this.#outbox.add(draft, this.#hall.place());
    return added ? this.#done(added) : { ok: false, code: 'not-saved-here' };
  }

  /** The same for a handover, with the mark that uses up its right; the mark that was there before, if one was. */
  async addOnce(body: Dispatched<'handOver'>, grant: string): Promise<Result<Promise<Decision>, RefusalCode> | Mark> {
    const draft = this.#draft('handOver', body);
    if (!this.#outbox || !draft) return { ok: false, code: 'not-signed-in' };
    const added = await this.#outbox.addOnce(draft, this.#hall.place(), grant);
    if (typeof added === 'string') return added;
    return added ? this.#done(added) : { ok: false, code: 'not-saved-here' };
  }

  /** The same for a call without the line, with the mark that uses up its right. */
  async addByRight(
    body: Dispatched<'callAlone'>,
    seen: string | null,
  ): Promise<Result<Promise<Decision>, RefusalCode | NotByRight>> {
    const draft = this.#draft('callAlone', body);
    if (!this.#outbox || !draft) return { ok: false, code: 'not-signed-in' };
    const added = await this.#outbox.addByRight(draft, this.#hall.place(), body.grant, seen);
    if (typeof added === 'string') return { ok: false, code: added };
    return added ? this.#done(added) : { ok: false, code: 'not-saved-here' };
  }

  send(row: OutboxRow): void {
    if (row.class === 'request') for (const fact of this.#outbox?.before(row) ?? []) this.send(fact);
    if (!this.#hall.isUp() || !this.#hall.send('command', row.text)) return;
    this.#outbox?.sent(row);
  }

  /** The line is back, or the hall can save again: what waited goes in its order. */
  sendBacklog(): void {
    for (const row of this.#outbox?.takeBacklog(this.#hall.place()) ?? []) this.send(row);
  }

  sendOverdue(): void {
    for (const row of this.#outbox?.overdue(this.#hall.place()) ?? []) this.send(row);
  }

  async decided(decision: Decision): Promise<void> {
    await this.#outbox?.settle(decision, this.#hall.known());
  }

  /** A person has seen what the hall did not take, by the ids of the rows. */
  async noted(ids: readonly string[]): Promise<void> {
    await this.#outbox?.noted(ids);
  }

  /** The line is cut. */
  abandon(): void {
    this.#outbox?.abandon();
  }

  /** This PC may have been switched off with something still in it. `later`: it is worth asking again. */
  handIn(): Promise<'done' | 'later'> {
    return this.#outbox ? handInLate(this.#outbox) : Promise.resolve('done');
  }

  saved(): void {
    this.#outbox?.markSaved();
  }

  notSaved(): void {
    this.#outbox?.markUnsaved();
  }

  #draft<Kind extends CommandKind>(kind: Kind, body: Dispatched<Kind>): RowDraft | null {
    const { staff, setup } = this.#hall.session() ?? {};
    if (!staff) return null;
    return {
      class: commandClasses[kind],
      kind,
      setup: setup ?? 0,
      staff: staff.account,
      at: this.#hall.wall(),
      body: { day: this.#hall.day(), ...body },
    };
  }

  #done({ row, decided }: Added): { ok: true; value: Promise<Decision> } {
    this.#hall.savedHere();
    this.send(row);
    // Cut while it was being written: nobody says so once more.
    if (!this.#hall.isUp()) this.abandon();
    return { ok: true, value: decided };
  }
}
