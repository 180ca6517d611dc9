import type { Devices } from '../identity/devices.ts';
import type { Storage } from '../storage/storage.ts';
import type { Copies } from './copies.ts';
import { recoveryTables, type CheckIn } from './recovery-record.ts';

/** Devices that have come back to a hall that was put back, and what each said of itself, by incarnation. */
export class CheckIns {
  readonly #storage: Storage;
  readonly #devices: Devices;
  readonly #all: Map<string, CheckIn>;

  private constructor(storage: Storage, devices: Devices, all: Map<string, CheckIn>) {
    this.#storage = storage;
    this.#devices = devices;
    this.#all = all;
  }

  static async load(storage: Storage, devices: Devices): Promise<CheckIns> {
    return new CheckIns(storage, devices, await storage.list<CheckIn>(recoveryTables.checkIn));
  }

  get all(): ReadonlyMap<string, CheckIn> {
    return this.#all;
  }

  /** False: it has said the same before. */
  async keep(incarnation: string, checkIn: CheckIn): Promise<boolean> {
    if (JSON.stringify(this.#all.get(incarnation)) === JSON.stringify(checkIn)) return false;
    await this.#storage.commit([{ op: 'put', table: recoveryTables.checkIn, key: incarnation, value: checkIn }]);
    this.#all.set(incarnation, checkIn);
    return true;
  }

  /** It has checked in, and all that it has is here. */
  async isBack(incarnation: string, copies: Copies): Promise<boolean> {
    const checkIn = this.#all.get(incarnation);
    if (!checkIn) return false;
    for (const room of checkIn.rooms) {
      if (!copies.isDamaged(incarnation, room) && !checkIn.isDamaged && !(await copies.branchLike(room))) return false;
    }
    return true;
  }

  /** Those among the expected that have not come back, or not with everything yet; nobody waits for a revoked one. */
  async missing(expected: readonly string[], copies: Copies): Promise<string[]> {
    const missing: string[] = [];
    for (const incarnation of expected) {
      if (this.#devices.get(incarnation)?.revoked) continue;
      if (!(await this.isBack(incarnation, copies))) missing.push(incarnation);
    }
    return missing;
  }
}
