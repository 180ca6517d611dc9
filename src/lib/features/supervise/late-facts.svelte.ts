import type { QuarantinedFact } from '#lib/domain/index.ts';
import { ask } from '#lib/store/api.ts';

/** Facts that came too late to be recorded: nobody pushes them here, so they are asked for. */
export class LateFacts {
  #facts = $state.raw<readonly QuarantinedFact[]>([]);
  #busy = $state<string | null>(null);
  #hasFailed = $state(false);

  /** Those that wait come first. */
  get facts(): readonly QuarantinedFact[] {
    return this.#facts;
  }
  get busy(): string | null {
    return this.#busy;
  }
  /** The last one could not be ticked off. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  readonly open = $derived.by((): number => this.#facts.filter(({ settled }) => !settled).length);

  /** Quietly keeps the last list while the line is down. */
  async load(): Promise<void> {
    const answer = await ask<{ facts: QuarantinedFact[] }>('GET', '/api/quarantine');
    if (answer.ok) this.#facts = answer.value.facts;
  }

  async settle(id: string): Promise<void> {
    if (this.#busy !== null) return;
    this.#busy = id;
    const answer = await ask('POST', `/api/quarantine/${encodeURIComponent(id)}/settle`, {});
    this.#busy = null;
    this.#hasFailed = !answer.ok;
    await this.load();
  }
}
