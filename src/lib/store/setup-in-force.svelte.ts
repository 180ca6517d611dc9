import type { HallState, SessionView, Setup } from '#lib/domain/index.ts';
import { askSetup } from './api.ts';
import type { DeviceDb } from './device-db.ts';
import { PublishedSetups } from './published-setups.svelte.ts';

/** What of the store it needs. */
export interface SetupHall {
  db(): DeviceDb | null;
  session(): SessionView | null;
  isRecovering(): boolean;
}

/** The published setup that this page goes by, kept here for when the line is cut, with those that matters were opened with. */
export class SetupInForce {
  readonly #hall: SetupHall;
  #current = $state.raw<Setup | null>(null);
  readonly #earlier = new PublishedSetups();

  constructor(hall: SetupHall) {
    this.#hall = hall;
  }

  get current(): Setup | null {
    return this.#current;
  }

  get utcOffsetMinutes(): number {
    return this.#current?.hall.utcOffsetMinutes ?? 480;
  }

  /** The published setup that a matter was opened with; null while it is not here. */
  at(version: number): Setup | null {
    return version === this.#hall.session()?.setup ? this.#current : this.#earlier.at(version);
  }

  async use(hall: string, version: number): Promise<void> {
    const db = this.#hall.db();
    const key = `setup:${hall}`;
    const kept = await db?.get<{ version: number; setup: Setup }>(key);
    // A hall that is recovering may ask for a newer one than it has.
    if (kept && (kept.version === version || (this.#hall.isRecovering() && kept.version > version))) {
      this.#current = kept.setup;
      return;
    }
    const asked = await askSetup(version);
    if (asked.ok) {
      this.#current = asked.value;
      await db?.put(key, { version, setup: asked.value }).catch(() => undefined);
    } else if (kept) {
      // Older words and rules are better than none; the hall decides by its own.
      this.#current = kept.setup;
    }
  }

  /** What the day's open matters name is fetched, what none names any more is let go. */
  async follow(state: HallState): Promise<void> {
    const db = this.#hall.db();
    if (!db) return;
    const { hall = '', setup = 0 } = this.#hall.session() ?? {};
    await this.#earlier.need(db, hall, state, setup);
  }
}
