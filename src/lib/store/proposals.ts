import {
  decide,
  evolveEntry,
  forkState,
  readCommand,
  type DecideContext,
  type HallState,
  type LedgerEvent,
  type Role,
  type Setup,
} from '#lib/domain/index.ts';
import type { OutboxRow } from './device-db.ts';
import type { OwnInLedger } from './own-in-ledger.ts';

/** This device's number in a proposal when the day's ledger does not know it yet. */
const UNKNOWN = 999_999;

export interface ProposedBy {
  incarnation: string;
  /** What of the rows the decided state has already. */
  inLedger: OwnInLedger;
  account: string;
  roles: readonly Role[];
  department: string | null;
  setup: Setup;
  setupAt: (version: number) => Setup | null;
  /** The dossier as this device has it; asked only by rules that look into it. */
  dossierOf: (id: string) => DecideContext['dossier'];
  t: number;
  /** The relay's wall clock, epoch ms: what was done a while ago happened then. */
  wall: number;
}

/**
 * The state as it will be if the hall decides as expected: own facts that are still in the outbox,
 * decided here by the same rules. Requests are not proposed: they are asked.
 */
export function propose(decided: HallState, rows: readonly OutboxRow[], own: ProposedBy): HallState {
  const facts = own.inLedger.lacking(rows.filter((row) => row.class === 'fact'));
  if (facts.length === 0) return decided;
  const state = forkState(decided);
  const device = state.deviceNumbers.get(own.incarnation) ?? UNKNOWN;
  const staff = state.staffNumbers.get(own.account) ?? UNKNOWN;
  // Who has done nothing today yet is somebody all the same.
  state.staff.set(staff, own.account);
  state.staffNumbers.set(own.account, staff);
  if (!state.devices.has(device)) {
    state.devices.set(device, { no: device, incarnation: own.incarnation, surface: 'staff', label: '' });
  }
  for (const row of facts) {
    const command = readCommand(row.kind, row.body);
    if (!command.ok) continue;
    const lag = Math.max(0, own.wall - row.at);
    const context: DecideContext = {
      t: own.t,
      lag,
      setup: own.setup,
      seq: state.seq + 1,
      device,
      staff,
      roles: own.roles,
      surface: 'staff',
      grant: `${device}.${row.n}`,
      ownGrant: `${own.incarnation}/${command.value.body.day}/${row.n}`,
      hallOpen: true,
      department: own.department,
      setupAt: own.setupAt,
      get dossier() {
        const { body } = command.value;
        return 'dossier' in body ? own.dossierOf(body.dossier) : null;
      },
    };
    const result = decide(state, command.value, context);
    if (!result.ok) continue;
    const header = { t: own.t, device, n: row.n, staff, lag };
    evolveEntry(
      state,
      state.seq + 1,
      result.value.map((event): LedgerEvent => ({ ...event, ...header })),
    );
  }
  return state;
}
