import {
  commandClasses,
  decide,
  findTicket,
  qualifiedGrant,
  type DecideContext,
  type Decision,
  type EventBody,
  type LedgerEvent,
  type RefusalCode,
} from '#lib/domain/index.ts';
import { decidedWithout } from './custody-left-out.ts';
import type { ModelRow } from './custody-messages.ts';
import type { ModelRelay } from './custody-relay.ts';
import type { Broken } from './custody-setup.ts';
import type { Truth } from './custody-truth.ts';

/** Numbers that the row makes the relay give first, and what it did. */
type Decided = { ok: true; declarations: EventBody[]; events: LedgerEvent[] } | { ok: false; code: RefusalCode };

/** What a row comes to by the real rules; what it loses by them the truth hears of. */
export class ModelDecider {
  readonly #relay: ModelRelay;
  readonly #truth: Truth;
  readonly #broken: Broken;

  constructor(relay: ModelRelay, truth: Truth, broken: Broken) {
    this.#relay = relay;
    this.#truth = truth;
    this.#broken = broken;
  }

  decide(row: ModelRow): Decided {
    const { state } = this.#relay;
    const { device, staff, declarations } = this.#numbersOf(row);
    const context: DecideContext = {
      t: this.#relay.t,
      lag: 0,
      setup: this.#relay.setup,
      seq: state.seq + 1,
      device,
      staff,
      roles: row.roles,
      surface: row.surface,
      grant: `${device}.${row.n}`,
      ownGrant: `${row.incarnation}/${row.command.body.day}/${row.n}`,
      hallOpen: true,
      ...this.#relay.desk.know(),
    };
    const result = this.#leftOut(row, decide(state, row.command, context), context);
    if (!result.ok) {
      if (commandClasses[row.command.kind] === 'fact') this.#truth.refused(row.id, row.command.kind, result.code);
      return { ok: false, code: result.code };
    }
    this.#mustBeKnown(row, result.value);
    if (result.value.length === 0) this.#truth.heard(row.id);
    const header = { t: context.t, device, n: row.n, staff, lag: 0 };
    return {
      ok: true,
      declarations,
      events: result.value.map((event): LedgerEvent => ({ ...event, ...header })),
    };
  }

  #numbersOf(row: ModelRow): { device: number; staff: number; declarations: EventBody[] } {
    const { state } = this.#relay;
    const declarations: EventBody[] = [];
    let device = row.surface === 'applicant' ? 0 : (state.deviceNumbers.get(row.incarnation) ?? -1);
    if (device === -1) {
      device = state.devices.size + 1;
      declarations.push({ kind: 'device', no: device, incarnation: row.incarnation, surface: row.surface, label: '' });
    }
    let staff = row.account === '' ? 0 : (state.staffNumbers.get(row.account) ?? -1);
    if (staff === -1) {
      staff = state.staff.size + 1;
      declarations.push({ kind: 'staff', no: staff, account: row.account });
    }
    return { device, staff, declarations };
  }

  /** CU11: a call is in the ledger, or a person is told of it. */
  #mustBeKnown({ id, command }: ModelRow, events: readonly EventBody[]): void {
    if (command.kind !== 'callAlone') return;
    const { state } = this.#relay;
    const isTold = events.some(({ kind }) => ['called', 'announced', 'conflict', 'late'].includes(kind));
    const found = findTicket(state, command.body);
    const isHere = found.ok && state.windows.get(command.body.window)?.ticket === found.value.id;
    if (!isTold && !isHere) this.#truth.refused(id, 'callAlone', 'nothing');
  }

  /** A release that is not recorded frees all the same. */
  #leftOut(row: ModelRow, decision: Decision, context: DecideContext): Decision {
    if (this.#broken === '12-release-not-recorded' && decision.ok) {
      const { state, desk } = this.#relay;
      const holders = decision.value.flatMap((event) => (event.kind === 'forceReleased' ? [event.holder] : []));
      const freed = [...state.tickets.values()].filter(({ holder }) => holder !== 0 && holders.includes(holder));
      desk.believe(freed.map((ticket) => qualifiedGrant(state, ticket)));
    }
    return decidedWithout(this.#broken, row.command.kind, decision, context);
  }
}
