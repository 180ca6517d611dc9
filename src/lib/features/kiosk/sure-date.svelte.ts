import { ClockWatch } from '#lib/store/clock-watch.svelte.ts';
import type { DeviceDb } from '#lib/store/device-db.ts';

const SURE = 'kiosk-date-sure';
const KEEP_EVERY = 60_000;

/**
 * Whether this kiosk knows the date. After a sleep, a clock that was set, or a start without the line a person has to
 * say so before a number bears a date.
 */
export class SureDate {
  /** A person has looked and said that it is another day. */
  denied = $state(false);
  readonly #watch = new ClockWatch(() => undefined);
  readonly #device: () => Promise<DeviceDb>;
  #heardAt: number | null = null;
  #keptAt = 0;

  constructor(device: () => Promise<DeviceDb>) {
    this.#device = device;
  }

  get doubt(): boolean {
    return this.#watch.doubt;
  }

  async start(): Promise<void> {
    const sureAt = await (await this.#device()).get<number>(SURE);
    // Heard meanwhile: there is nothing to doubt.
    if (this.#heardAt === null) this.#watch.opened(sureAt ?? null);
  }

  /** Every second. `heardAt`: when the hall was heard last; null: the line is cut. */
  tick(heardAt: number | null): void {
    this.#watch.tick();
    if (heardAt === null || heardAt === this.#heardAt) return;
    this.#heardAt = heardAt;
    this.confirm();
  }

  /** The hall was heard, or a person has said that it is this day. */
  confirm(): void {
    this.#watch.sure();
    this.denied = false;
    if (Math.abs(Date.now() - this.#keptAt) < KEEP_EVERY) return;
    this.#keptAt = Date.now();
    void this.#device()
      .then((db) => db.put(SURE, this.#keptAt))
      .catch(() => undefined);
  }

  deny(): void {
    this.denied = true;
  }
}
