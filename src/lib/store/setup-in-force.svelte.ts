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
  #version = $state(0);
  readonly #earlier = new PublishedSetups();

  constructor(hall: SetupHall) {
    this.#hall = hall;
  }

  get current(): Setup | null {
    return this.#current;
  }

  /** Of `current`; 0: there is none yet. */
  get version(): number {
    return this.#version;
  }

  get utcOffsetMinutes(): number {
    return this.#current?.hall.utcOffsetMinutes ?? 480;
  }

  /** The published setup that a matter was opened with; null while it is not here. */
  at(version: number): Setup | null {
    return version === this.#version ? this.#current : this.#earlier.at(version);
  }

  /** As far as it is here or can be fetched: `version` says which one it is then. */
  async use(hall: string, version: number): Promise<void> {
    const db = this.#hall.db();
    const key = `setup:${hall}`;
    const kept = await db?.get<{ version: number; setup: Setup }>(key);
    // A hall that is recovering may ask for a newer one than it has.
    if (kept && (kept.version === version || (this.#hall.isRecovering() && kept.version > version))) {
      this.#set(kept);
      return;
    }
    const asked = await askSetup(version);
    if (asked.ok) {
      this.#set({ version, setup: asked.value });
      await db?.put(key, { version, setup: asked.value }).catch(() => undefined);
    } else if (kept) {
      // Older words and rules are better than none; the hall decides by its own.
      this.#set(kept);
    }
  }

  /** What the day's open matters name is fetched, what none names any more is let go. */
  async follow(state: HallState): Promise<void> {
    const db = this.#hall.db();
    if (!db) return;
    await this.#earlier.need(db, this.#hall.session()?.hall ?? '', state, this.#version);
  }

  #set({ version, setup }: { version: number; setup: Setup }): void {
    this.#version = version;
    this.#current = setup;
  }
}
