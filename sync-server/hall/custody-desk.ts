import {
  bundleRight,
  callingOrder,
  frontRights,
  grantsDue,
  heldBundles,
  heldRounds,
  isOut,
  mayCall,
  qualifiedGrant,
  rightsToAskFor,
  windowState,
  type HallState,
  type Matter,
  type OrderRow,
  type Ticket,
} from '#lib/domain/index.ts';
import type { Envelope } from './envelope.ts';
import type { Hall } from './hall.ts';
import { IN_TOUCH, type Rights } from './rights.ts';

/** CU7: silence is never consent; after so long the next number is taken. */
const ANSWER_WITHIN = 300;
/** A question that was not answered is asked again by itself after so long. */
const ASK_AGAIN = 5000;
/** Of those before the number that a window may call itself, so many are asked for at first: nearly always the first gives. */
const ASKED_FIRST = 2;
/** Who has not answered by then may be gone: the others are asked as well. */
const ASK_OTHERS = 50;
/** What comes close to the front is looked for at most so often. */
const LOOK_EVERY = 100;

interface Question {
  /** Whose round is asked for; 0: it is a bundle. */
  ticket: number;
  askedAt: number;
  answered: Promise<void>;
  settle: () => void;
}

export interface SilentDevice {
  device: number;
  /** Wall clock, epoch ms; 0: not heard since the relay started. */
  since: number;
  holds: number;
  /** Bundles that it keeps. */
  bundles: number;
}

/** By device. */
interface Held {
  state: HallState;
  rounds: ReadonlyMap<number, Ticket[]>;
  bundles: ReadonlyMap<number, Matter[]>;
}

/** Asks devices for rights that others need, and gives rounds to those that may have to go on alone. */
export class CustodyDesk {
  readonly #hall: Hall;
  readonly #rights: Rights;
  readonly #questions = new Map<string, Question>();
  #ask: (incarnation: string, grants: readonly string[]) => boolean = () => false;
  #look: NodeJS.Timeout | null = null;
  #held: Held | null = null;
  /** Queues of each call of a `next` that is not decided yet. */
  readonly #calling = new Set<readonly string[]>();

  constructor(hall: Hall) {
    this.#hall = hall;
    this.#rights = hall.rights;
    hall.onCommitted(() => this.#lookSoon());
  }

  /** How a device is asked; false when it has no line. */
  onAsk(ask: (incarnation: string, grants: readonly string[]) => boolean): void {
    this.#ask = ask;
  }

  /** P6: another desk wants a bundle: its keeper is asked. One that is handing over does not answer. */
  async #askKeeper(state: HallState, { dossier }: { dossier: string }, device: number): Promise<void> {
    const matter = state.matters.get(state.mattersByDossier.get(dossier) ?? 0);
    const { inTouch, returned } = this.#know(state);
    if (!matter || matter.custody === device || !inTouch.has(matter.custody)) return;
    const grant = bundleRight(matter);
    if (!returned.has(grant)) await Promise.all(this.#askRights(state, [{ holder: matter.custody, grant }]));
  }

  /**
   * Before a call or a change of custody is decided: whoever holds a number before it has answered, or 300 ms are over.
   * To be told, by the answer, when it is decided.
   */
  async prepare({ command, incarnation }: Envelope): Promise<() => void> {
    const { state } = this.#hall.engine;
    const device = state.deviceNumbers.get(incarnation) ?? 0;
    if (command.kind === 'takeCustody') await withinPatience(this.#askKeeper(state, command.body, device));
    if (command.kind !== 'call') return () => undefined;
    const { window, ticket } = command.body;
    const chosen = ticket === null ? undefined : state.tickets.get(ticket);
    if (chosen) {
      const isNeeded = chosen.holder !== device && isOut(state, chosen, this.#know(state));
      if (isNeeded) await withinPatience(Promise.all(this.#askFor(state, [chosen])));
      return () => undefined;
    }
    const queues = [...windowState(state, window).queues];
    const answer = this.#oneForIt(queues, device);
    this.#calling.add(queues);
    await withinPatience(answer);
    return () => void this.#calling.delete(queues);
  }

  /** Resolves when there is a number for this window beside those that others are about to call, or all have answered. */
  async #oneForIt(queues: readonly string[], device: number): Promise<void> {
    const others = [...this.#calling].filter((other) => other.some((queue) => queues.includes(queue))).length;
    const heard = new Set<string>();
    const needed = (): Ticket[] => {
      const { state } = this.#hall.engine;
      const rights = rightsToAskFor(state, this.#due(state, queues, device, others), device, this.#know(state), others);
      return rights.filter((ticket) => !heard.has(qualifiedGrant(state, ticket)));
    };
    let tickets = needed();
    if (tickets.length === 0) return;
    const rest = setTimeout(() => this.#askFor(this.#hall.engine.state, needed()), ASK_OTHERS);
    for (; tickets.length > 0; tickets = needed()) {
      const { state } = this.#hall.engine;
      const first = tickets.slice(0, ASKED_FIRST + others);
      for (const [index, answer] of this.#askFor(state, first).entries()) {
        await answer;
        heard.add(qualifiedGrant(state, first[index] ?? { grant: '' }));
        if (needed().length === 0) break;
      }
    }
    clearTimeout(rest);
  }

  /** Those in the order up to the first for this device, itself included. */
  #due(state: HallState, queues: readonly string[], device: number, others: number): OrderRow[] {
    const { setup, t } = this.#hall.engine;
    const know = this.#know(state);
    let before = others;
    const isForIt = ({ ticket }: OrderRow): boolean =>
      mayCall(state, ticket, device, know) && (ticket.holder === device || before-- === 0);
    return callingOrder(state, queues, setup.policy, t, isForIt);
  }

  /**
   * Frame 107. `gave` is the holder's promise not to use a right; it is believed for rights that it holds alone (CU6).
   * `called`: it has used the right already, and its call is on the way.
   */
  async answer(incarnation: string, gave: readonly string[], called: readonly string[]): Promise<void> {
    const { state } = this.#hall.engine;
    const device = state.deviceNumbers.get(incarnation) ?? 0;
    const given = gave.filter(
      (grant) => this.#wasAskedOf(state, device, grant) || this.#rightsOf(state, device).includes(grant),
    );
    await this.#rights.giveBack(given);
    for (const grant of [...given, ...called]) {
      this.#questions.get(grant)?.settle();
      this.#questions.delete(grant);
    }
  }

  /** Every two seconds: rounds that wait behind the front go to windows in touch; what is over is forgotten. */
  async beat(): Promise<void> {
    const { engine } = this.#hall;
    const { state, setup, t } = engine;
    const queues = setup.queues.map(({ id }) => id);
    if (grantsDue(state, queues, setup.policy, t, this.#know(state)).length > 0) {
      await engine.act((now) => grantsDue(now, queues, setup.policy, t, this.#know(now)));
    }
    this.#lookNow();
    await this.#rights.keepHeard();
    const now = this.#hall.clock.wall();
    for (const [grant, { askedAt }] of this.#questions)
      if (Math.abs(now - askedAt) > ASK_AGAIN) this.#questions.delete(grant);
    if (this.#rights.returned.size > 0) await this.#pruneReturned();
  }

  /** Devices with a window or rounds of their own that have not been heard for 5 s, for the supervisor. */
  silent(): SilentDevice[] {
    const { state } = this.#hall.engine;
    const { rounds, bundles } = this.#heldIn(state);
    const devices = new Set([...rounds.keys(), ...bundles.keys(), ...state.missing]);
    for (const window of state.windows.values()) if (window.phase !== 'closed') devices.add(window.device);
    const silent: SilentDevice[] = [];
    for (const device of devices) {
      const incarnation = state.devices.get(device)?.incarnation ?? '';
      if (device === 0 || this.#rights.isInTouch(incarnation)) continue;
      silent.push({
        device,
        since: this.#rights.lastHeard(incarnation),
        holds: this.#keeps(state, rounds.get(device)),
        bundles: bundles.get(device)?.length ?? 0,
      });
    }
    return silent;
  }

  /** What it has given back is anybody's already. */
  #keeps(state: HallState, tickets: readonly Ticket[] = []): number {
    return tickets.filter((ticket) => !this.#rights.returned.has(qualifiedGrant(state, ticket))).length;
  }

  close(): void {
    if (this.#look) clearTimeout(this.#look);
  }

  /** The right of a round that is still waiting and held by whom it was asked of: nearly every answer. */
  #wasAskedOf(state: HallState, device: number, grant: string): boolean {
    const ticket = state.tickets.get(this.#questions.get(grant)?.ticket ?? 0);
    return ticket?.phase === 'waiting' && ticket.holder === device && qualifiedGrant(state, ticket) === grant;
  }

  /** Rounds that a device holds, and bundles that it keeps. */
  #rightsOf(state: HallState, device: number): string[] {
    const { rounds, bundles } = this.#heldIn(state);
    const own = (rounds.get(device) ?? []).map((ticket) => qualifiedGrant(state, ticket));
    return [...own, ...(bundles.get(device) ?? []).map(bundleRight)];
  }

  /** A state that was decided is never changed: a hundred answers of one turn are looked up in one table. */
  #heldIn(state: HallState): Held {
    if (this.#held?.state !== state) {
      this.#held = { state, rounds: heldRounds(state), bundles: heldBundles(state) };
    }
    return this.#held;
  }

  #know(state: HallState): { inTouch: ReadonlySet<number>; returned: ReadonlySet<string> } {
    return { inTouch: this.#rights.inTouch(state), returned: this.#rights.returned };
  }

  #lookSoon(): void {
    this.#look ??= setTimeout(() => {
      this.#look = null;
      this.#lookNow();
    }, LOOK_EVERY);
  }

  #lookNow(): void {
    const { state, setup, t } = this.#hall.engine;
    if (state.waiting.size === 0) return;
    const queues = setup.queues.map(({ id }) => id);
    void this.#askFor(state, frontRights(state, queues, setup.policy, t, this.#know(state)));
  }

  /** One promise for each right that is asked for, now or before. */
  #askFor(state: HallState, tickets: readonly Ticket[]): Promise<void>[] {
    const rights = tickets.map((ticket) => ({
      holder: ticket.holder,
      grant: qualifiedGrant(state, ticket),
      ticket: ticket.id,
    }));
    return this.#askRights(state, rights);
  }

  #askRights(state: HallState, rights: readonly { holder: number; grant: string; ticket?: number }[]): Promise<void>[] {
    const now = this.#hall.clock.wall();
    const fresh = new Map<string, string[]>();
    const answers: Promise<void>[] = [];
    for (const { holder, grant, ticket = 0 } of rights) {
      const incarnation = state.devices.get(holder)?.incarnation ?? '';
      const known = this.#questions.get(grant);
      if (known && Math.abs(now - known.askedAt) < IN_TOUCH) {
        answers.push(known.answered);
        continue;
      }
      let settle = (): void => undefined;
      const answered = new Promise<void>((resolve) => (settle = resolve));
      this.#questions.set(grant, { ticket, askedAt: now, answered, settle });
      fresh.set(incarnation, [...(fresh.get(incarnation) ?? []), grant]);
      answers.push(answered);
    }
    for (const [incarnation, grants] of fresh) {
      if (this.#ask(incarnation, grants)) continue;
      // Nobody there to ask: nothing to wait for.
      for (const grant of grants) {
        this.#questions.get(grant)?.settle();
        this.#questions.delete(grant);
      }
    }
    return answers;
  }

  async #pruneReturned(): Promise<void> {
    const { state } = this.#hall.engine;
    const rounds = [...this.#heldIn(state).rounds.values()].flat().map((ticket) => qualifiedGrant(state, ticket));
    const out = new Set([...rounds, ...[...this.#heldIn(state).bundles.values()].flat().map(bundleRight)]);
    await this.#rights.prune((grant) => out.has(grant)).catch(() => undefined);
  }
}

/** CU7: nobody waits for silence. */
async function withinPatience(answered: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ANSWER_WITHIN)));
  await Promise.race([answered, late]);
  clearTimeout(timer);
}
