import type { DecideContext } from '../command/index.ts';
import type { EventBody, HallState, Matter } from '../ledger/index.ts';
import { formOf, type FormDefinition } from '../forms/index.ts';
import { hallMinute, workingClockOf, type HallMinute, type WorkingClock } from '../limits/index.ts';
import type { Setup } from '../setup/index.ts';

const MINUTE = 60_000;

/** The matter of a dossier: the id that is the same on every day. */
export function matterOf(state: HallState, dossier: string): Matter | undefined {
  const id = state.mattersByDossier.get(dossier);
  return id === undefined ? undefined : state.matters.get(id);
}

/** I3: a fact that no longer fits is recorded for a person; it changes nothing. */
export function matterConflict(act: string, matter: Matter | undefined, found: string): EventBody {
  return { kind: 'matterConflict', act, matter: matter?.id ?? 0, found };
}

/** The rules a matter keeps: of the version it was opened with, whatever is published meanwhile (I2). */
export function rulesOf(
  state: HallState,
  matter: Matter,
  context: DecideContext,
): { setup: Setup; form: FormDefinition } | null {
  const setup =
    context.setupAt?.(matter.setup) ?? (matter.setup === state.setup || matter.setup === 0 ? context.setup : null);
  const form = setup && formOf(setup, matter.code);
  return setup && form ? { setup, form } : null;
}

/** Hall minute of the present moment. */
export function minuteNow(state: HallState, context: DecideContext): HallMinute {
  return hallMinute(state.day, Math.floor(context.t / MINUTE));
}

/** Hall minute in which a fact happened: one that was done cut off counts from then, not from its entry. */
export function minuteOfAct(state: HallState, { t, lag = 0 }: DecideContext): HallMinute {
  return hallMinute(state.day, Math.floor((t - lag) / MINUTE));
}

/** The hall's clock runs by the calendar that is published now: a new notice counts for open matters too. */
export function clockOf(context: DecideContext): WorkingClock {
  return workingClockOf(context.setup);
}

export function nextSerial(state: HallState, word: string): number {
  return (state.serials.get(word) ?? 0) + 1;
}
