import type { DeviceLetter, EventBody, HallState } from '../ledger/index.ts';
import { freeDeviceLetter } from '../numbers/index.ts';
import { addDays } from '../shared/index.ts';

/** A letter is for today and so many days after it. */
const DAYS_AHEAD = 7;

/**
 * TA1: the letter of a device that is in touch: the one it has, for as long as a new one would be good; else one that
 * no other device may use today. Null: nothing is due, or all letters are given.
 */
export function letterDue(state: HallState, incarnation: string, holder: number): EventBody | null {
  const until = addDays(state.day, DAYS_AHEAD);
  const known = state.letters.get(incarnation);
  if (known && known.until >= until) return null;
  const living = [...state.letters.values()].filter((other) => other.until >= state.day);
  const letter =
    known && known.until >= state.day
      ? known.letter
      : freeDeviceLetter(new Set(living.map((other) => other.letter)), state.letterSeries);
  return letter === '' ? null : { kind: 'seriesGiven', holder, letter, until };
}

/** TA1: the letter by which a device may give numbers on a day; null: it has none, or it is over. */
export function letterOf(letters: HallState['letters'], incarnation: string, day: string): string | null {
  const own: DeviceLetter | undefined = letters.get(incarnation);
  return own && own.until >= day ? own.letter : null;
}
