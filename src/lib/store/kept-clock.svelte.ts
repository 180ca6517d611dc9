import { dateOf, midnightOf } from '#lib/domain/index.ts';
import type { ClockWatch } from './clock-watch.svelte.ts';
import type { CounterDb } from './device-db.ts';

/** So far off a clock is said to be wrong, ms. */
const WARNING = 60_000;
/** Below this it is the network's own jitter, ms. */
const JITTER = 250;
const SURE_EVERY = 60_000;
const DAY = 86_400_000;
const CLOCK = 'clock';
/** When the hall was heard last, this PC's clock. */
const SURE = 'clock-sure';

/** Against this PC's clock, ms. */
interface Offsets {
  hall: number;
  wall: number;
}

/** The hall's clock as this device knows it, kept here for when the line is cut. */
export class KeptClock {
  readonly #watch: ClockWatch;
  readonly #db: () => CounterDb | null;
  #offsets = $state.raw<Offsets>({ hall: 0, wall: 0 });
  #sureKeptAt = 0;

  constructor(watch: ClockWatch, db: () => CounterDb | null) {
    this.#watch = watch;
    this.#db = db;
  }

  /** Hall clock now, epoch ms. */
  now(): number {
    return Date.now() + this.#offsets.hall;
  }

  /** The relay's wall clock now, epoch ms. */
  wall(): number {
    return Date.now() + this.#offsets.wall;
  }

  /** This PC's clock against the relay's, ms; 0 within a minute. Negative is slow. */
  get off(): number {
    return Math.abs(this.#offsets.wall) > WARNING ? -this.#offsets.wall : 0;
  }

  /** Hall clock minus the relay's wall clock, ms: other than 0 only in a practice hall. */
  get shift(): number {
    return this.#offsets.hall - this.#offsets.wall;
  }

  /** The hall has said what time it is, epoch ms. */
  heard({ now, wall }: { now: number; wall: number }): void {
    this.#watch.sure();
    if (Math.abs(Date.now() - this.#sureKeptAt) >= SURE_EVERY) {
      this.#sureKeptAt = Date.now();
      this.#keep(SURE, this.#sureKeptAt);
    }
    const offsets = { hall: now - Date.now(), wall: wall - Date.now() };
    const { hall, wall: before } = this.#offsets;
    if (Math.abs(offsets.hall - hall) < JITTER && Math.abs(offsets.wall - before) < JITTER) return;
    this.#offsets = offsets;
    this.#keep(CLOCK, offsets);
  }

  /** The page was opened without the line: as it was when the hall was heard last. */
  async opened(): Promise<void> {
    const db = this.#db();
    this.#offsets = (await db?.get<Offsets>(CLOCK)) ?? this.#offsets;
    this.#watch.opened((await db?.get<number>(SURE)) ?? null);
  }

  /** A person says which day it is, `YYYY-MM-DD`: a clock that is days off is put right for this device. */
  say(date: string, utcOffsetMinutes: number): void {
    const today = midnightOf(dateOf(this.now(), utcOffsetMinutes), utcOffsetMinutes);
    const off = Math.round((midnightOf(date, utcOffsetMinutes) - today) / DAY) * DAY;
    this.#offsets = { hall: this.#offsets.hall + off, wall: this.#offsets.wall + off };
    this.#keep(CLOCK, this.#offsets);
    this.#watch.sure();
  }

  #keep(key: string, value: unknown): void {
    void this.#db()
      ?.put(key, value)
      .catch(() => undefined);
  }
}
