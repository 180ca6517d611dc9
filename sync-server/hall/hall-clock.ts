import {
  addDays,
  dateOf,
  midnightOf,
  minuteOfDay,
  nextWorkingDay,
  type HallDate,
  type Setup,
} from '#lib/domain/index.ts';

const MINUTE = 60_000;
/** A practice hall begins its day at 09:00, between first opening and first rush. */
const PRACTICE_START = 9 * 60;

/**
 * The hall's clock: the relay's wall clock plus a shift. A real hall's shift is 0. A practice
 * hall's grows, never shrinks: outside hours it jumps to the next working 09:00, so that it can be
 * practised in at any hour (contract, *Practice*).
 */
export class HallClock {
  readonly #wall: () => number;
  #shift: number;
  /** Of the date that was asked for last: nearly always the open day. */
  #midnight = { date: '', offset: 0, at: 0 };

  constructor(wall: () => number, shift: number) {
    this.#wall = wall;
    this.#shift = shift;
  }

  get shift(): number {
    return this.#shift;
  }

  wall(): number {
    return this.#wall();
  }

  now(): number {
    return this.#wall() + this.#shift;
  }

  today(setup: Setup): HallDate {
    return dateOf(this.now(), setup.hall.utcOffsetMinutes);
  }

  /** Milliseconds since the midnight of `date`, which need not be today's. */
  t(date: HallDate, setup: Setup): number {
    const offset = setup.hall.utcOffsetMinutes;
    if (this.#midnight.date !== date || this.#midnight.offset !== offset) {
      this.#midnight = { date, offset, at: midnightOf(date, offset) };
    }
    return this.now() - this.#midnight.at;
  }

  /** A practice hall's clock never goes back, whatever a backup of it says. */
  advance(by: number): void {
    this.#shift += Math.max(0, by);
  }

  /** Moves a practice hall into its hours; true when it jumped. */
  jumpIntoHours(setup: Setup): boolean {
    const offset = setup.hall.utcOffsetMinutes;
    const now = this.now();
    const today = dateOf(now, offset);
    const minute = minuteOfDay(now, offset);
    const opens = setup.hours[0]?.[0] ?? 0;
    const closes = setup.hours.at(-1)?.[1] ?? 24 * 60;
    const working = nextWorkingDay(setup.calendar, today) === today;
    if (working && minute >= opens && minute < closes) return false;
    const day = working && minute < opens ? today : nextWorkingDay(setup.calendar, addDays(today, 1));
    this.#shift += midnightOf(day, offset) + PRACTICE_START * MINUTE - now;
    return true;
  }
}
