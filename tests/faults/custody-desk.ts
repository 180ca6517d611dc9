import {
  bundleRight,
  callingOrder,
  frontRights,
  heldBundles,
  heldRounds,
  isOut,
  qualifiedGrant,
  rightsToAskFor,
  windowState,
  type Ticket,
} from '#lib/domain/index.ts';
import { believedWithout } from './custody-left-out.ts';
import type { ModelRow, Sender } from './custody-messages.ts';
import type { ModelRelay } from './custody-relay.ts';
import type { Broken } from './custody-setup.ts';

/** Who is asked for which right. */
interface Right {
  holder: number;
  grant: string;
}

interface Waiting {
  row: ModelRow;
  until: number;
}

const ANSWER_WITHIN = 300;
const IN_TOUCH = 5000;

/** Whom the relay hears, what it asks and whose word it believes; as `CustodyDesk` and `Rights` of the real one. */
export class ModelDesk {
  readonly #relay: ModelRelay;
  readonly #sender: Sender;
  readonly #broken: Broken;
  #heard = new Map<string, number>();
  #waiting: Waiting[] = [];
  #askedAt = new Map<string, number>();

  constructor(relay: ModelRelay, sender: Sender, broken: Broken) {
    this.#relay = relay;
    this.#sender = sender;
    this.#broken = broken;
  }

  /** It was in memory only. */
  forget(): void {
    this.#heard = new Map();
    this.#waiting = [];
    this.#askedAt = new Map();
  }

  /** Requests of a lost connection are over. */
  drop(ids: readonly string[]): void {
    this.#waiting = this.#waiting.filter(({ row }) => !ids.includes(row.id));
  }

  get heard(): string[] {
    return [...this.#heard.keys()];
  }

  hear(incarnation: string): void {
    this.#heard.set(incarnation, this.#relay.now);
  }

  isInTouch(incarnation: string): boolean {
    const heard = this.#heard.get(incarnation);
    return heard !== undefined && this.#relay.now - heard <= IN_TOUCH;
  }

  inTouch(): Set<number> {
    const devices = new Set<number>();
    for (const incarnation of this.#heard.keys()) {
      const no = this.#relay.state.deviceNumbers.get(incarnation);
      if (no !== undefined && this.isInTouch(incarnation)) devices.add(no);
    }
    return devices;
  }

  know(): { inTouch: ReadonlySet<number>; returned: ReadonlySet<string> } {
    const inTouch = this.inTouch();
    if (this.#broken === '6-does-not-ask') return { inTouch, returned: this.#allHeld() };
    return { inTouch, returned: this.#relay.disk.returned };
  }

  #allHeld(): Set<string> {
    const rounds = [...this.#relay.state.tickets.values()].map((ticket) => qualifiedGrant(this.#relay.state, ticket));
    return new Set([...rounds, ...[...this.#relay.state.matters.values()].map(bundleRight)]);
  }

  /** Calls whose holders have answered, or whose time is over. */
  pump(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const call of waiting) {
      if (this.#relay.disk.decided.has(call.row.id)) continue;
      const needed = this.#neededFor(call.row);
      if (needed.length > 0 && this.#relay.now < call.until) this.#waiting.push(call);
      else {
        if (this.#broken === '7-silence-is-consent') this.believe(needed.map(({ grant }) => grant));
        this.#relay.decide(call.row);
      }
    }
  }

  gave(incarnation: string, gave: readonly string[]): void {
    const any = believedWithout(this.#broken, gave, this.#relay.state, this.#relay.room);
    if (any) {
      this.believe(any);
      return;
    }
    const device = this.#relay.state.deviceNumbers.get(incarnation) ?? 0;
    const rounds = (heldRounds(this.#relay.state).get(device) ?? []).map((ticket) =>
      qualifiedGrant(this.#relay.state, ticket),
    );
    const bundles = (heldBundles(this.#relay.state).get(device) ?? []).map(bundleRight);
    const own = new Set([...rounds, ...bundles]);
    this.believe(gave.filter((grant) => own.has(grant)));
  }

  believe(grants: readonly string[]): void {
    for (const grant of grants) this.#relay.disk.returned.add(grant);
  }

  /** Whether it has to wait for somebody's word; then it does. */
  mustWait(row: ModelRow): boolean {
    if (this.#broken === '6-does-not-ask') return false;
    const needed = this.#neededFor(row);
    if (needed.length === 0) return false;
    this.#askFor(needed);
    this.#waiting.push({ row, until: this.#relay.now + ANSWER_WITHIN });
    return true;
  }

  #neededFor({ command, incarnation }: ModelRow): Right[] {
    const { state } = this.#relay;
    const know = this.know();
    const device = state.deviceNumbers.get(incarnation) ?? 0;
    if (command.kind === 'takeCustody') {
      const matter = state.matters.get(state.mattersByDossier.get(command.body.dossier) ?? 0);
      if (!matter || matter.custody === device || !know.inTouch.has(matter.custody)) return [];
      const right = { holder: matter.custody, grant: bundleRight(matter) };
      return know.returned.has(right.grant) ? [] : [right];
    }
    if (command.kind !== 'call') return [];
    const { window, ticket } = command.body;
    const chosen = ticket === null ? undefined : state.tickets.get(ticket);
    if (chosen) return this.#rightsOf([chosen].filter((one) => one.holder !== device && isOut(state, one, know)));
    const rows = callingOrder(state, windowState(state, window).queues, this.#relay.setup.policy, this.#relay.t);
    return this.#rightsOf(rightsToAskFor(state, rows, device, know));
  }

  #rightsOf(tickets: readonly Ticket[]): Right[] {
    return tickets.map((ticket) => ({ holder: ticket.holder, grant: qualifiedGrant(this.#relay.state, ticket) }));
  }

  #askFor(rights: readonly Right[]): void {
    for (const { holder, grant } of rights) {
      if (this.#relay.now - (this.#askedAt.get(grant) ?? -Infinity) < 1000) continue;
      this.#askedAt.set(grant, this.#relay.now);
      const keeper = this.#relay.state.devices.get(holder)?.incarnation ?? '';
      const asked = this.#broken === '6-gave-from-anybody' ? this.#heard.keys() : [keeper];
      for (const one of asked) this.#sender.send(one, { type: 'ask', grants: [grant] });
    }
  }

  /** What will be called for soon is asked for before anybody presses a key. */
  look(): void {
    const { state, setup, t } = this.#relay;
    const queues = setup.queues.map(({ id }) => id);
    this.#askFor(this.#rightsOf(frontRights(state, queues, setup.policy, t, this.know())));
  }
}
