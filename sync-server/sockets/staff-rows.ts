import { readEnvelope, type CommandDecision, type Envelope } from '../hall/envelope.ts';
import type { CommandDesk } from '../rooms/command-desk.ts';
import type { FactOrder } from './fact-order.ts';
import type { Visitor } from './visitor.ts';

export interface RowsOptions {
  visitor: Visitor;
  commands: CommandDesk;
  /** Shared by all tabs of the device. */
  facts: FactOrder;
  /** Keeps a fact of somebody who has left aside; the answer once it is kept, null when it could not be. */
  keepAside: (envelope: Envelope) => Promise<CommandDecision | null>;
  /** Keeps the refusal of a row that never came to be decided; the answer that its id has then, null when the disk refuses. */
  keepRefusal: (id: string, text: string, decision: CommandDecision) => Promise<CommandDecision | null>;
  /** The hall and epoch that the line came to are the open ones. */
  isOpen: () => boolean;
  /** Epoch ms. */
  wall: () => number;
  answer: (decision: CommandDecision) => void;
  /** A fact was not taken, for too many of its device wait. */
  turnAway: () => void;
}

/** The rows that a staff device sends on one line: read, put in order, judged by whose they are, and decided. */
export class StaffRows {
  readonly #visitor: Visitor;
  readonly #commands: CommandDesk;
  readonly #facts: FactOrder;
  readonly #keepAside: RowsOptions['keepAside'];
  readonly #keepRefusal: RowsOptions['keepRefusal'];
  readonly #isOpen: () => boolean;
  readonly #wall: () => number;
  readonly #answer: (decision: CommandDecision) => void;
  readonly #turnAway: () => void;

  constructor({ visitor, commands, facts, keepAside, keepRefusal, isOpen, wall, answer, turnAway }: RowsOptions) {
    this.#visitor = visitor;
    this.#commands = commands;
    this.#facts = facts;
    this.#keepAside = keepAside;
    this.#keepRefusal = keepRefusal;
    this.#isOpen = isOpen;
    this.#wall = wall;
    this.#answer = answer;
    this.#turnAway = turnAway;
  }

  /** False: it is no row at all. `lastHeard`: when the device was last in touch before it, epoch ms; 0: not known. */
  async take(text: string, lastHeard: number): Promise<boolean> {
    const read = readEnvelope(text);
    if (!read.ok) {
      const id = /"id":"([\w.-]{1,48})"/.exec(text)?.[1];
      if (!id) return false;
      const refusal: CommandDecision = { id, ok: false, code: read.code, ...(read.data ? { data: read.data } : {}) };
      const [incarnation, n = ''] = id.split('.');
      const isOwn = incarnation === this.#visitor.incarnation && /^(0|[1-9]\d{0,11})$/.test(n);
      const decision = isOwn ? await this.#keepRefusal(id, text, refusal) : refusal;
      if (!decision) return true;
      this.#answer(decision);
      // Of the device's first fact, and of a request, that is null: neither has a place to keep.
      const after = /"after":(\d{1,12})\b/.exec(text)?.[1];
      if (isOwn && after !== undefined)
        await this.#facts.answered({ n: Number(n), after: Number(after) }, this.#turnAway);
      return true;
    }
    const envelope = read.value;
    if (envelope.class === 'request') await this.#decide(envelope, lastHeard);
    else await this.#facts.take(envelope, () => this.#decide(envelope, lastHeard), this.#turnAway);
    return true;
  }

  /** True when there is an answer; false when a fact could not be kept and stays with its device. */
  async #decide(envelope: Envelope, lastHeard: number): Promise<boolean> {
    // It waited for one before it, and meanwhile the practice was over.
    if (!this.#isOpen()) return false;
    if (this.#isLate(envelope)) {
      const aside = await this.#keepAside(envelope);
      if (aside) this.#answer(aside);
      return aside !== null;
    }
    const refusal = this.#refusal(envelope);
    if (refusal) {
      const refused: CommandDecision = { id: envelope.id, ok: false, code: refusal };
      // A fact of its own by nobody that it may speak for: what comes after it finds it answered, after a start too.
      const isOwnFact = envelope.class === 'fact' && refusal === 'role-may-not';
      const kept = isOwnFact ? await this.#keepRefusal(envelope.id, envelope.text, refused) : refused;
      if (kept) this.#answer(kept);
      return kept !== null;
    }
    const roles = envelope.staff === null ? [] : (this.#visitor.rolesOf(envelope.staff) ?? []);
    const wall = this.#wall();
    // A device cannot have done something before it was last heard, nor in the future.
    const lag = Math.min(Math.max(0, wall - envelope.at), Math.max(0, wall - lastHeard));
    const department = envelope.staff === null ? null : this.#visitor.departmentOf(envelope.staff);
    const decision = await this.#commands.submit(
      envelope,
      { surface: 'staff', label: this.#visitor.label, account: envelope.staff, roles, department },
      lag,
    );
    if (decision) this.#answer(decision);
    else if (envelope.class === 'request') this.#answer({ id: envelope.id, ok: false, code: 'not-saved-at-hall' });
    return decision !== null;
  }

  /** A fact by one of this device's people who has left: neither recorded nor lost. */
  #isLate(envelope: Envelope): boolean {
    return (
      envelope.class === 'fact' &&
      envelope.incarnation === this.#visitor.incarnation &&
      envelope.staff !== null &&
      this.#visitor.isInactive(envelope.staff)
    );
  }

  #refusal(envelope: Envelope): 'device-not-yours' | 'role-may-not' | null {
    if (envelope.incarnation !== this.#visitor.incarnation) return 'device-not-yours';
    if (envelope.class === 'request') return envelope.staff === this.#visitor.account ? null : 'role-may-not';
    return envelope.staff !== null && this.#visitor.rolesOf(envelope.staff) !== null ? null : 'role-may-not';
  }
}
