import { dateOf } from '#lib/domain/index.ts';
import type { CounterDb } from './device-db.ts';
import type { Heartbeat, SilentDevice } from './ledger-room.ts';

const NO_SILENT: readonly SilentDevice[] = [];
/** Since when the line is cut, hall clock: a page that is opened again while it is says the same. */
const DOWN_SINCE = 'down-since';

/** What of the store it needs. */
export interface LineHall {
  db(): CounterDb | null;
  /** Hall clock, epoch ms. */
  now(): number;
  utcOffsetMinutes(): number;
}

/**
 * The line to the hall as a person is told of it: whether it is up, since when it is not, whether the hall can keep what
 * it hears, and when something was saved last, on this device and at the hall.
 */
export class HallLine {
  readonly #hall: LineHall;
  #isUp = $state(false);
  #wasUp = $state(false);
  #downSince = $state<number | null>(null);
  #savedHereAt = $state<number | null>(null);
  #savedAtHallAt = $state<number | null>(null);
  #hallFailing = $state(false);
  #silent = $state.raw<readonly SilentDevice[]>(NO_SILENT);

  constructor(hall: LineHall) {
    this.#hall = hall;
  }

  get isUp(): boolean {
    return this.#isUp;
  }
  /** It was up since this page was opened. */
  get wasUp(): boolean {
    return this.#wasUp;
  }
  /** Hall clock, epoch ms. */
  get downSince(): number | null {
    return this.#downSince;
  }
  get savedHereAt(): number | null {
    return this.#savedHereAt;
  }
  get savedAtHallAt(): number | null {
    return this.#savedAtHallAt;
  }
  get hallFailing(): boolean {
    return this.#hallFailing;
  }
  /** Devices that the hall does not hear, for the supervisor; while the line is cut here nobody knows. */
  get silent(): readonly SilentDevice[] {
    return this.#isUp ? this.#silent : NO_SILENT;
  }

  /** The hall has answered our hello on it. */
  up(): void {
    this.#isUp = true;
    this.#wasUp = true;
    this.#downSince = null;
    void this.#hall
      .db()
      ?.remove(DOWN_SINCE)
      .catch(() => undefined);
  }

  down(): void {
    this.#isUp = false;
    this.#downSince ??= this.#hall.now();
    void this.#hall
      .db()
      ?.put(DOWN_SINCE, this.#downSince)
      .catch(() => undefined);
  }

  beat({ failing, silent }: Heartbeat): void {
    this.#hallFailing = failing;
    this.#silent = silent ?? NO_SILENT;
  }

  savedHere(): void {
    this.#savedHereAt = this.#hall.now();
  }

  savedAtHall(): void {
    this.#savedAtHallAt = this.#hall.now();
  }

  /** We have closed it ourselves: that is no cut. */
  closed(): void {
    this.#isUp = false;
  }

  /** Nobody is signed in any more: whoever comes next has not seen it. */
  left(): void {
    this.#isUp = false;
    this.#wasUp = false;
    this.#downSince = null;
  }

  /** The hall has answered a question: it can be reached. */
  answered(): void {
    this.#downSince = null;
  }

  /** The page was opened without it: since when, as another page of this device saw it today; else now. */
  async openedAlone(): Promise<void> {
    const kept = await this.#hall.db()?.get<number>(DOWN_SINCE);
    const now = this.#hall.now();
    const offset = this.#hall.utcOffsetMinutes();
    const isToday = kept !== undefined && kept <= now && dateOf(kept, offset) === dateOf(now, offset);
    this.#downSince = isToday ? kept : now;
  }
}
