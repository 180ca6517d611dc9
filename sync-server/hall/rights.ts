import type { HallState } from '#lib/domain/index.ts';
import type { Storage } from '../storage/storage.ts';

const TABLE = 'returned';
const HEARD = 'heard';
/** What a device may say it did while it was cut off is bounded by its last contact, also across a restart. */
const KEEP_HEARD = 30_000;
/** A device that was heard within so many ms is in touch (CU3). */
export const IN_TOUCH = 5000;
/** A hundred commands of one moment ask the same. */
const TOUCH_LASTS = 100;

/**
 * What the relay knows of devices' rights beside the ledger: whom it hears, and which rights were given back to it
 * (CU6). An answer `gave` is a promise on the device's own disk, so it holds for ever; it is kept here too, so that a
 * device need not be alive after a restart for its word to count.
 */
export class Rights {
  readonly #storage: Storage;
  readonly #wall: () => number;
  /** When each incarnation was heard last, wall clock. */
  readonly #heard: Map<string, number>;
  #heardKeptAt = 0;
  readonly #connected = new Set<string>();
  #touch: { state: HallState; at: number; devices: ReadonlySet<number> } | null = null;
  readonly #returned: Set<string>;
  /** Given back, and not on the disk yet. */
  readonly #given = new Set<string>();
  #keeping: Promise<void> | null = null;

  private constructor(storage: Storage, wall: () => number, returned: Iterable<string>, heard: Map<string, number>) {
    this.#heard = heard;
    this.#storage = storage;
    this.#wall = wall;
    this.#returned = new Set(returned);
  }

  static async load(storage: Storage, wall: () => number): Promise<Rights> {
    const heard = (await storage.get<Record<string, number>>(HEARD, 'all')) ?? {};
    return new Rights(storage, wall, (await storage.list(TABLE)).keys(), new Map(Object.entries(heard)));
  }

  /** Qualified rights that nobody but the relay will use. */
  get returned(): ReadonlySet<string> {
    return this.#returned;
  }

  hear(incarnation: string): void {
    this.#heard.set(incarnation, this.#wall());
    if (this.#connected.has(incarnation)) return;
    this.#connected.add(incarnation);
    this.#touch = null;
  }

  /** Its last connection is closed. */
  lose(incarnation: string): void {
    this.#connected.delete(incarnation);
    this.#touch = null;
  }

  /** Every two seconds; a disk that refuses is asked again. */
  async keepHeard(): Promise<void> {
    const now = this.#wall();
    if (Math.abs(now - this.#heardKeptAt) < KEEP_HEARD || this.#heard.size === 0) return;
    // Whom nobody has heard for three months is not waited for.
    for (const [incarnation, at] of this.#heard) if (now - at > 90 * 86_400_000) this.#heard.delete(incarnation);
    const value = Object.fromEntries(this.#heard);
    await this.#storage.commit([{ op: 'put', table: HEARD, key: 'all', value }]);
    this.#heardKeptAt = now;
  }

  /** Wall clock, epoch ms; 0: never. */
  lastHeard(incarnation: string): number {
    return this.#heard.get(incarnation) ?? 0;
  }

  /** Whom it heard in a time that its clock, set back since, has not reached again is to be heard anew. */
  isInTouch(incarnation: string): boolean {
    return this.#connected.has(incarnation) && Math.abs(this.#wall() - this.lastHeard(incarnation)) <= IN_TOUCH;
  }

  /** Devices in touch by their numbers in the day's ledger; as they were up to a tenth of a second ago. */
  inTouch(state: HallState): ReadonlySet<number> {
    const at = this.#wall();
    const known = this.#touch;
    if (known && known.state === state && Math.abs(at - known.at) < TOUCH_LASTS) return known.devices;
    const devices = new Set<number>();
    for (const incarnation of this.#connected) {
      const no = state.deviceNumbers.get(incarnation);
      if (no !== undefined && this.isInTouch(incarnation)) devices.add(no);
    }
    this.#touch = { state, at, devices };
    return devices;
  }

  /**
   * Resolves when the word is on the disk: only then it counts. Rejects when the disk refuses. What many devices say in
   * the same turn of the loop is one commit.
   */
  giveBack(grants: readonly string[]): Promise<void> {
    const fresh = grants.filter((grant) => !this.#returned.has(grant));
    if (fresh.length === 0) return Promise.resolve();
    for (const grant of fresh) this.#given.add(grant);
    this.#keeping ??= new Promise<void>((resolve) => setImmediate(resolve)).then(() => this.#keep());
    return this.#keeping;
  }

  async #keep(): Promise<void> {
    const grants = [...this.#given];
    this.#given.clear();
    this.#keeping = null;
    await this.#storage.commit(grants.map((key) => ({ op: 'put', table: TABLE, key, value: 1 })));
    for (const grant of grants) this.#returned.add(grant);
  }

  /** Forgets those that no round has any more. */
  async prune(isOut: (grant: string) => boolean): Promise<void> {
    const over = [...this.#returned].filter((grant) => !isOut(grant));
    if (over.length === 0) return;
    await this.#storage.commit(over.map((key) => ({ op: 'delete', table: TABLE, key })));
    for (const grant of over) this.#returned.delete(grant);
  }
}
