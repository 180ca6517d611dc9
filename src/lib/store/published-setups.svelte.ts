import { SvelteMap } from 'svelte/reactivity';
import { completeSetup, type HallState, type Setup } from '#lib/domain/index.ts';
import { askSetup } from './api.ts';
import type { DeviceDb } from './device-db.ts';

const KEPT = 'setup-of:';

/** Earlier published setups: a matter keeps the one it was opened with, so its window needs it too. */
export class PublishedSetups {
  readonly #setups = new SvelteMap<number, Setup>();
  readonly #asking = new Set<number>();
  #hall = '';

  /** Reactive; null while it is not here. */
  at(version: number): Setup | null {
    return this.#setups.get(version) ?? null;
  }

  /** Fetches what open matters name beside the `current` version; drops what none names any more. */
  async need(db: DeviceDb, hall: string, state: HallState, current: number): Promise<void> {
    if (hall !== this.#hall) {
      this.#setups.clear();
      this.#hall = hall;
    }
    for (const version of new Set(Array.from(state.matters.values(), (matter) => matter.setup))) {
      if (version === current || this.#setups.has(version) || this.#asking.has(version)) continue;
      this.#asking.add(version);
      const setup = await this.#fetch(db, hall, version).finally(() => this.#asking.delete(version));
      if (setup && hall === this.#hall) this.#setups.set(version, setup);
    }
  }

  async #fetch(db: DeviceDb, hall: string, version: number): Promise<Setup | null> {
    const key = `${KEPT}${hall}/${version}`;
    const kept = await db.get<Setup>(key);
    if (kept) return kept;
    const asked = await askSetup(version);
    if (!asked.ok) return null;
    const setup = completeSetup(asked.value);
    await db.put(key, setup).catch(() => undefined);
    return setup;
  }
}
