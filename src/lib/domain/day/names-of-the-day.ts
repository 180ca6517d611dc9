import type { EventBody, HallState } from '../ledger/index.ts';

/** Devices and people are numbered anew each day; who is still needed is declared where first named. */
export class NamesOfTheDay {
  readonly #state: HallState;
  readonly #devices = new Map<number, number>([[0, 0]]);
  readonly #staff = new Map<number, number>([[0, 0]]);

  constructor(state: HallState) {
    this.#state = state;
  }

  device(old: number, events: EventBody[]): number {
    const known = this.#devices.get(old);
    if (known !== undefined) return known;
    const device = this.#state.devices.get(old);
    if (!device) return 0;
    const no = this.#devices.size;
    this.#devices.set(old, no);
    events.push({ kind: 'device', ...device, no });
    return no;
  }

  staff(old: number, events: EventBody[]): number {
    const known = this.#staff.get(old);
    if (known !== undefined) return known;
    const account = this.#state.staff.get(old);
    if (account === undefined) return 0;
    const no = this.#staff.size;
    this.#staff.set(old, no);
    events.push({ kind: 'staff', no, account });
    return no;
  }
}
