import { deemedAcceptances } from '#lib/domain/index.ts';
import type { LedgerEngine } from './ledger-engine.ts';

/** What comes in a hall by the clock alone: the next day, acceptance by silence, opening and closing. */
export class ClockWatch {
  readonly #engine: () => LedgerEngine;
  readonly #onHours = new Set<() => void>();
  #wasOpen: boolean | null = null;

  /** `engine`: of the hall that is open at that moment. */
  constructor(engine: () => LedgerEngine) {
    this.#engine = engine;
  }

  /** Numbers began or ended to be given. */
  onHours(listener: () => void): void {
    this.#onHours.add(listener);
  }

  /** What is due now is done; what a disk refuses is due again the next time. */
  async look(): Promise<void> {
    await this.#engine().turnDay();
    await this.#recordSilence();
    const { isOpen } = this.#engine();
    if (this.#wasOpen !== null && this.#wasOpen !== isOpen) for (const listener of this.#onHours) listener();
    this.#wasOpen = isOpen;
  }

  /** I7: who was told nothing in time is accepted by law; the hall records it by itself. */
  async #recordSilence(): Promise<void> {
    const engine = this.#engine();
    const rules = { t: engine.t, setup: engine.setup, setupAt: (version: number) => engine.setupAt(version) };
    if (deemedAcceptances(engine.state, rules).length > 0) {
      await engine.act((state) => deemedAcceptances(state, rules));
    }
  }
}
