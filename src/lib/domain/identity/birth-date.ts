import { isHallDate, type HallDate } from '../shared/index.ts';

/** The date in digits 7–14 of an 18-digit number; null when no such day exists (30 February). */
export function birthDateIn(number: string): HallDate | null {
  const date = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  return isHallDate(date) ? date : null;
}

/** Full years on a date; who was born on 29 February is a year older on 1 March of other years. */
export function ageOn(birth: HallDate, today: HallDate): number {
  const years = Number(today.slice(0, 4)) - Number(birth.slice(0, 4));
  return today.slice(5) < birth.slice(5) ? years - 1 : years;
}
