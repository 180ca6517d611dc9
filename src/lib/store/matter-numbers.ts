import {
  accepted,
  makeMatterNumber,
  refused,
  type HallState,
  type RefusalCode,
  type Result,
  type Setup,
} from '#lib/domain/index.ts';
import type { DeviceDb } from './device-db.ts';

const TERMINAL = 'terminal:';
const SERIAL = 'serial:';
const PROVISIONAL = 'provisional:';

/** By hall, through all its epochs: a serial that was printed before a disk was lost is not printed again. */
function hallOf(place: string): string {
  return place.split('/')[0] ?? '';
}

/** This device's terminal part in a hall, as far as it was ever told. */
export function keptTerminal(db: DeviceDb, hall: string): Promise<number | undefined> {
  return db.get<number>(TERMINAL + hall);
}

/** Keeps this device's terminal part once the ledger has it, so that numbers can be given without a line. */
export async function keepTerminal(db: DeviceDb, place: string, state: HallState): Promise<void> {
  const terminal = state.terminalsByIncarnation.get(db.incarnation);
  if (terminal === undefined || (await keptTerminal(db, hallOf(place))) === terminal) return;
  await db.put(TERMINAL + hallOf(place), terminal);
}

/**
 * The next provisional part of a notice's number (I14, MN4), `003-017`: the device's terminal part and its own count of
 * the year. Refusals: terminal-missing, not-saved-here.
 */
export async function nextProvisional(
  db: DeviceDb,
  place: string,
  state: HallState,
): Promise<Result<string, RefusalCode>> {
  try {
    const terminal = state.terminalsByIncarnation.get(db.incarnation) ?? (await keptTerminal(db, hallOf(place)));
    if (terminal === undefined || state.day === '') return refused('terminal-missing');
    const count = await db.nextNumber(`${PROVISIONAL}${hallOf(place)}/${state.day.slice(0, 4)}`);
    const part = (value: number): string => String(value).padStart(3, '0');
    return accepted(`${part(terminal)}-${part(count)}`);
  } catch {
    return refused('not-saved-here');
  }
}

/**
 * The next matter number of this device: its serial is allocated before it is printed, in a strict
 * transaction, so that neither a second tab nor a reload gives it again.
 * Refusals: terminal-missing (never in touch with the hall), serials-used-up, not-saved-here.
 */
export async function nextMatterNumber(
  db: DeviceDb,
  place: string,
  state: HallState,
  setup: Setup,
): Promise<Result<string, RefusalCode>> {
  try {
    const terminal = state.terminalsByIncarnation.get(db.incarnation) ?? (await keptTerminal(db, hallOf(place)));
    if (terminal === undefined || state.day === '') return refused('terminal-missing');
    const serial = await db.nextNumber(`${SERIAL}${hallOf(place)}/${state.day}`);
    const { region, hall } = setup.numbers;
    return makeMatterNumber({ region, hall, date: state.day, terminal, serial });
  } catch {
    return refused('not-saved-here');
  }
}
