import type { EventBody, HallState, Setup } from '#lib/domain/index.ts';

/** The setup that holds now, and those under which open matters go on: a matter keeps the rules it was opened with. */
export class SetupsInForce {
  #current: Setup;
  #version: number;
  #hash: string;
  readonly #byVersion = new Map<number, Setup>();

  constructor(setup: Setup, version: number, hash: string) {
    this.#current = setup;
    this.#version = version;
    this.#hash = hash;
    this.#byVersion.set(version, setup);
  }

  get current(): Setup {
    return this.#current;
  }
  get version(): number {
    return this.#version;
  }
  /** As every day's ledger names it. */
  get published(): EventBody {
    return { kind: 'setupPublished', version: this.#version, hash: this.#hash };
  }

  /** The setup that a matter was opened with; null when nothing open names that version. */
  at(version: number): Setup | null {
    return this.#byVersion.get(version) ?? null;
  }

  /** From here on this one holds. */
  use(setup: Setup, version: number, hash: string): void {
    this.#current = setup;
    this.#version = version;
    this.#hash = hash;
    this.#byVersion.set(version, setup);
  }

  /** Finds the earlier ones that matters of this state were opened with. */
  async recall(state: HallState, setupOf: (version: number) => Promise<Setup | undefined>): Promise<void> {
    for (const { setup: version } of state.matters.values()) {
      const earlier = this.#byVersion.has(version) ? undefined : await setupOf(version);
      if (earlier) this.#byVersion.set(version, earlier);
    }
  }
}
