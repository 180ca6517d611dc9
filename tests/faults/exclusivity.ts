import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { addDays, type HallState } from '#lib/domain/index.ts';
import { tokenHash } from '../conformance/desk.ts';
import type { HallTarget } from '../conformance/target.ts';
import { demand, eventually } from '../conformance/violation.ts';
import { ExclusiveHall } from './exclusivity-hall.ts';
import type { ExclusivePc } from './exclusivity-pc.ts';
import { randomFrom } from './rounds.ts';

/** Two slots that everybody wants. */
const SLOTS = [540, 570];

/**
 * A hall of real clients on faulty lines, some hundred random acts, the relay killed under them; then the history is
 * held against what may be: a number once, no slot fuller than it is, one call a round and one handover a bundle, the same
 * id the same answer, and everybody's day the same. Throws a Violation.
 */
export async function exclusivityCheck(target: HallTarget, seed: number, steps: number): Promise<void> {
  const hall = await ExclusiveHall.open(target);
  try {
    await new Course(hall, randomFrom(seed)).run(steps);
  } finally {
    await hall.close();
  }
}

class Course {
  readonly #hall: ExclusiveHall;
  readonly #random: () => number;
  readonly #asking: Promise<void>[] = [];
  #failed: unknown = null;

  constructor(hall: ExclusiveHall, random: () => number) {
    this.#hall = hall;
    this.#random = random;
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #pick<T>(values: readonly T[]): T | undefined {
    return values[Math.floor(this.#random() * values.length)];
  }

  async run(steps: number): Promise<void> {
    await this.#morning();
    for (let step = 0; step < steps; step += 1) {
      await this.#step();
      if (this.#failed) throw this.#failed;
      // What was sent in this step is on its way.
      await new Promise((resolve) => setImmediate(resolve));
    }
    await this.#mend();
    await this.#callEverybody();
    this.#checkHistory();
    // And whatever was told is on the disk: a relay that knew it by heart only shows that now.
    await this.#hall.target.crash();
    await this.#mend();
    this.#checkHistory();
    await this.#checkIds();
  }

  async #morning(): Promise<void> {
    const { pcs } = this.#hall;
    for (const pc of pcs) pc.connect();
    await this.#inStep();
    for (const pc of pcs) pc.add('openWindow', { window: pc.window });
    await this.#inStep();
    const { state } = this.#hall;
    const [desk] = pcs.filter(({ roles }) => roles.includes('pickup'));
    for (const { dossier } of state.matters.values())
      desk?.add('confirmDelivery', { dossier, slot: 'licence', shelf: '', condition: 'good' });
    for (let n = 0; n < 6; n += 1) this.#take();
    await this.#settle();
    await this.#inStep();
  }

  #take(): void {
    this.#ask(this.#hall.kiosk.take(this.#hall.day, this.#hall.code));
  }

  #ask(asking: Promise<void>): void {
    this.#asking.push(asking.catch((error: unknown) => void (this.#failed ??= error)));
  }

  async #settle(): Promise<void> {
    await Promise.all(this.#asking.splice(0));
  }

  async #step(): Promise<void> {
    const roll = this.#random();
    const pc = this.#pick(this.#hall.pcs);
    if (!pc) return;
    if (roll < 0.4) pc.pump();
    else if (roll < 0.72) this.#act(pc);
    else if (roll < 0.79) this.#take();
    else if (roll < 0.82) await this.#askAgain(pc);
    else if (roll < 0.92) this.#lines(pc);
    else if (roll < 0.97) await this.#hall.target.pass(this.#chance(0.3) ? 6000 : 2000);
    else await this.#fault(pc);
  }

  /** What somebody at the PC may do next. */
  #act(pc: ExclusivePc): void {
    const { window } = pc;
    const roll = this.#random();
    if (roll < 0.06) this.#book(pc);
    else if (roll < 0.16 && pc.roles.some((role) => role !== 'clerk')) this.#bundle(pc);
    else if (!pc.hasWindow()) {
      if (!pc.isCut) pc.add('openWindow', { window });
    } else {
      const ticket = pc.atWindow();
      if (!ticket) this.#callNext(pc);
      else if (ticket.phase === 'called' && roll < 0.5) pc.add('noShow', { window, ticket: ticket.id });
      else if (ticket.phase === 'called' && roll < 0.65) pc.add('begin', { window, ticket: ticket.id });
      else if (roll < 0.75) {
        if (!pc.isCut) pc.add('transfer', { window, ticket: ticket.id, queue: 'B', place: 'first' });
      } else if (roll < 0.79) pc.closeWindow();
      else pc.add('finish', { window, ticket: ticket.id, outcome: 'done' });
    }
  }

  #callNext(pc: ExclusivePc): void {
    if (!pc.isCut && this.#chance(0.5)) pc.add('call', { window: pc.window, ticket: null });
    else pc.callAlone();
  }

  #book(pc: ExclusivePc): void {
    if (pc.isCut) return;
    const { code, day } = this.#hall;
    const at = this.#pick(SLOTS) ?? 540;
    const dossier = randomBytes(16).toString('base64url');
    pc.add('book', { code, date: addDays(day, 1), at, dossier, tokenHash: tokenHash() });
  }

  #bundle(pc: ExclusivePc): void {
    if (this.#chance(0.5) && pc.handOver()) return;
    const matter = this.#pick([...pc.copy.state.matters.values()]);
    if (matter && !pc.isCut) pc.add('takeCustody', { dossier: matter.dossier });
  }

  /** The same rows again: answered ones, and a kiosk's that it heard nothing of. */
  async #askAgain(pc: ExclusivePc): Promise<void> {
    const row = this.#pick(pc.sent);
    if (row && row.class === 'request') pc.again(row);
    const kept = this.#pick(this.#hall.kiosk.rows);
    if (kept) this.#ask(this.#hall.kiosk.ask(kept));
    if (this.#asking.length > 20) await this.#settle();
  }

  #lines(pc: ExclusivePc): void {
    const line = this.#chance(0.15) ? this.#hall.kiosk.path : pc.path;
    const roll = this.#random();
    if (roll < 0.2) line.shut({ there: true, back: true });
    else if (roll < 0.3) line.shut({ there: this.#chance(0.5), back: true });
    else if (roll < 0.4) line.slow(Math.floor(this.#random() * 60));
    else if (roll < 0.5) line.drop();
    else line.mend();
    if (this.#chance(0.6)) pc.connect();
  }

  async #fault(pc: ExclusivePc): Promise<void> {
    const { target } = this.#hall;
    const roll = this.#random();
    if (roll < 0.3) {
      this.#hall.catchUp();
      await target.crash();
    } else if (roll < 0.4) await target.restart();
    else if (roll < 0.7) pc.copy.persist();
    else {
      pc.copy.crash();
      pc.connect();
    }
    this.#hall.catchUp();
  }

  // Afterwards

  async #mend(): Promise<void> {
    for (const line of this.#hall.lines) line.mend();
    await this.#settle();
    for (const pc of this.#hall.pcs) pc.connect();
    await this.#inStep();
    const { kiosk } = this.#hall;
    for (const row of kiosk.rows) if (row.answer === null) await kiosk.ask(row);
  }

  /** Everybody has an answer to everything, and the hall's day. */
  async #inStep(): Promise<void> {
    const { pcs, target } = this.#hall;
    await eventually(() => {
      for (const pc of pcs) {
        if (pc.isClosed) pc.connect();
        pc.pump();
      }
      this.#hall.catchUp();
      const { seq } = target.relay.hall.engine.state;
      return pcs.every((pc) => !pc.isCut && pc.rows.length === 0 && pc.copy.state.seq === seq);
    }, 'everybody has the hall’s day, and an answer to everything');
  }

  async #callEverybody(): Promise<void> {
    const { pcs, target } = this.#hall;
    for (let round = 0; round < 30 && this.#hall.state.waiting.size > 0; round += 1) {
      await target.pass(2000);
      for (const pc of pcs) {
        const ticket = pc.atWindow();
        if (!pc.hasWindow()) pc.add('openWindow', { window: pc.window });
        else if (ticket) pc.add('finish', { window: pc.window, ticket: ticket.id, outcome: 'done' });
        if (pc.hasWindow()) pc.add('call', { window: pc.window, ticket: null });
      }
      await this.#inStep();
      // Passed numbers rest.
      await target.pass(60_000);
    }
    const stuck = [...this.#hall.state.waiting].map((id) => this.#hall.state.tickets.get(id));
    demand(stuck.length === 0, `everybody who waits is called in the end: ${JSON.stringify(stuck)}`);
    for (const pc of pcs) while (pc.handOver());
    await this.#inStep();
  }

  #checkHistory(): void {
    const { state, truth, pcs } = this.#hall;
    demand(truth.losses.length === 0, `nothing that was done is lost: ${truth.losses[0] ?? ''}`);
    demandOnce(
      [...state.tickets.values()].map(({ label }) => label),
      'a number is given once',
    );
    demandOnce(placesOf(state), 'a slot has no more bookings than windows, none of them twice');
    const matters = [...state.matters.values()];
    demand(
      matters.every(({ handovers }) => handovers <= 1),
      'a bundle leaves once',
    );
    demand(
      matters.some(({ handovers }) => handovers === 1),
      'bundles leave at all',
    );
    for (const pc of pcs) demand(isDeepStrictEqual(pc.copy.state, state), 'everybody’s day is the hall’s');
    for (const pc of pcs) {
      for (const { id, n, answer } of pc.sent) {
        if (!answer?.ok || !answer.from) continue;
        const isThere = this.#hall.eventsOf(answer.from).some((event) => event.device === pc.no && event.n === n);
        demand(isThere, `what was acknowledged is in the ledger: ${id}`);
      }
    }
  }

  /** Asked once more, everything has the answer it had; other bytes under the same id have none. */
  async #checkIds(): Promise<void> {
    const { kiosk, pcs } = this.#hall;
    for (const row of kiosk.rows.slice(0, 15)) await kiosk.ask(row);
    for (const pc of pcs) {
      // A fact was sent once on this line.
      const row = pc.sent.findLast((one) => one.class === 'fact' && one.answer?.ok);
      const code = row ? await pc.withOtherBytes(row) : 'id-reused';
      demand(code === 'id-reused', `other bytes under an id are refused: ${code}`);
      for (const one of pc.sent.slice(-15)) pc.again(one);
      await pc.heard();
    }
    await this.#inStep();
    if (this.#failed) throw this.#failed;
  }
}

function demandOnce(values: readonly string[], promise: string): void {
  const seen = new Set<string>();
  for (const value of values) {
    demand(!seen.has(value), `${promise}: ${value}`);
    seen.add(value);
  }
}

/** Each booking by slot and window: a window has one place in a slot. */
function placesOf(state: HallState): string[] {
  return [...state.bookings.values()]
    .filter(({ phase }) => phase !== 'cancelled')
    .map(({ date, at, window }) => `${date} ${at} at ${window}`);
}
