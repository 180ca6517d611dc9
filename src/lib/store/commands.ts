import { commandClasses, type CommandKind, type RefusalCode, type Result } from '#lib/domain/index.ts';
import { BundleActs } from './bundle-acts.ts';
import { CounterActs, type ActsHall } from './counter-acts.ts';
import type { Custody } from './custody.svelte.ts';
import type { Decision } from './device-db.ts';
import type { Dispatched, Outgoing } from './outgoing.svelte.ts';

export type DispatchResult = Result<Extract<Decision, { ok: true }> | null, RefusalCode>;

/** Signing out waits so long for the hall to hear that the window is closed. */
const LEAVE_WITHIN = 3000;

/** What of the store they need. */
export interface CommandsHall extends Pick<
  ActsHall,
  'db' | 'decided' | 'proposed' | 'device' | 'known' | 'send' | 'followTabs' | 'savedHere'
> {
  isUp(): boolean;
  /** Who began without the line must say the password before the hall takes requests. */
  mustProve(): boolean;
}

/**
 * What is done on this device: facts, requests, and what its rights let it do by itself. `counter` tells the hall of
 * those rights too.
 */
export class Commands {
  readonly #hall: CommandsHall;
  readonly #outgoing: Outgoing;
  readonly counter: CounterActs;
  /** What this device may hand over, and what another desk asks for. */
  readonly bundles: BundleActs;

  constructor(hall: CommandsHall, outgoing: Outgoing, custody: Custody) {
    this.#hall = hall;
    this.#outgoing = outgoing;
    this.counter = new CounterActs(
      {
        ...hall,
        rows: () => outgoing.rows,
        add: (kind, body) => outgoing.add(kind, body),
        addByRight: (body, seen) => outgoing.addByRight(body, seen),
        sendRow: (row) => outgoing.send(row),
        notSaved: () => outgoing.notSaved(),
      },
      custody,
    );
    this.bundles = new BundleActs({
      ...hall,
      add: (kind, body) => outgoing.add(kind, body),
      addOnce: (body, grant) => outgoing.addOnce(body, grant),
      takeCustody: (dossier) => this.dispatch('takeCustody', { dossier }),
      notSaved: () => outgoing.notSaved(),
    });
  }

  /** Refusals: line-down, sign-in-again, not-saved-here, and every reason of the hall. */
  async dispatch<Kind extends CommandKind>(kind: Kind, body: Dispatched<Kind>): Promise<DispatchResult> {
    const commandClass = commandClasses[kind];
    if (kind === 'closeWindow') return this.#closeWindow(body as Dispatched<'closeWindow'>);
    if (kind === 'handOver') return this.bundles.handOver(body as Dispatched<'handOver'>);
    if (kind === 'releaseCustody') return this.bundles.release(body as Dispatched<'releaseCustody'>);
    if (kind === 'call' && !this.#hall.isUp()) return this.#callAlone(body as Dispatched<'call'>);
    if (commandClass === 'request' && !this.#hall.isUp()) return { ok: false, code: 'line-down' };
    if (commandClass === 'request' && this.#hall.mustProve()) return { ok: false, code: 'sign-in-again' };
    const added = await this.#outgoing.add(kind, body);
    if (!added.ok) return added;
    if (commandClass === 'fact') return { ok: true, value: null };
    const answer = await added.value;
    // With the line up it was another page of this device that heard the answer: the call may be a moment away.
    if (!answer.ok && answer.code === 'answer-lost' && kind === 'call' && !this.#hall.isUp())
      return this.#callAlone(body as Dispatched<'call'>);
    return answer.ok
      ? { ok: true, value: answer }
      : { ok: false, code: answer.code, ...(answer.data ? { data: answer.data } : {}) };
  }

  /** Nobody waits for a window whose person has gone; who was at it is parked (W4). */
  async leaveWindows(): Promise<void> {
    const device = this.#hall.device();
    if (device === 0) return;
    for (const window of this.#hall.decided().windows.values()) {
      if (window.phase === 'closed' || window.device !== device) continue;
      const closed = await this.counter.closeWindow(window.no);
      if (closed.ok) await within(LEAVE_WITHIN, closed.value);
    }
    const given = await this.counter.giveBack();
    if (given.ok) await within(LEAVE_WITHIN, given.value);
  }

  /** Without the line only what this device holds can be called; it may be that the hall has called just before. */
  #callAlone({ window, ticket }: Dispatched<'call'>): Promise<DispatchResult> {
    return this.counter.call(window, ticket);
  }

  async #closeWindow({ window }: Dispatched<'closeWindow'>): Promise<DispatchResult> {
    const closed = await this.counter.closeWindow(window);
    return closed.ok ? { ok: true, value: null } : closed;
  }
}

function within(ms: number, work: Promise<unknown>): Promise<unknown> {
  return Promise.race([work, new Promise((resolve) => setTimeout(resolve, ms))]);
}
