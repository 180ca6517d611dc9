import type { Role } from '#lib/domain/index.ts';
import { ask } from '#lib/store/api.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';

/** Somebody who can be given a service outside hours. The name comes masked. */
export interface Colleague {
  account: string;
  name: string;
  roles: Role[];
  department: string | null;
}

const KEPT = 'colleagues';

/** Who works here: asked of the hall, and kept so that a list stands while the line is down. */
export class Colleagues {
  readonly #hall: HallStore;
  #all = $state.raw<readonly Colleague[]>([]);

  constructor(hall: HallStore) {
    this.#hall = hall;
  }

  get all(): readonly Colleague[] {
    return this.#all;
  }

  async load(): Promise<void> {
    const answer = await ask<{ colleagues: Colleague[] }>('GET', '/api/colleagues');
    if (!answer.ok) {
      if (this.#all.length === 0) this.#all = (await this.#hall.recall<readonly Colleague[]>(KEPT)) ?? [];
      return;
    }
    this.#all = answer.value.colleagues;
    await this.#hall.remember(KEPT, answer.value.colleagues).catch(() => undefined);
  }

  /**
   * Those who may serve: people of the windows. The chief representative of a department assigns
   * its own people and the hall's, who belong to none.
   */
  servers(department: string | null): Colleague[] {
    return this.#all.filter(
      (person) =>
        person.roles.some((role) => role === 'clerk' || role === 'pickup' || role === 'chief' || role === 'guide') &&
        (department === null || person.department === null || person.department === department),
    );
  }
}
