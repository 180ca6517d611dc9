import {
  accepted,
  checkSetup,
  completeSetup,
  refused,
  type RefusalCode,
  type Result,
  type Setup,
} from '#lib/domain/index.ts';
import { sha256Text } from '../hall/hash.ts';
import type { Change, Storage } from '../storage/storage.ts';
import type { Known } from './days.ts';

/** Setups that were published after the backup: the days brought back name them, and devices have kept them. */
export class SetupsSince {
  readonly #storage: Storage;
  readonly #known: () => Promise<Known>;

  constructor(storage: Storage, known: () => Promise<Known>) {
    this.#storage = storage;
    this.#known = known;
  }

  /** Its hash is in the ledger: no other is taken. Refusal: setup-unknown. */
  async bring(version: number, value: unknown): Promise<Result<null, RefusalCode>> {
    const expected = (await this.#known()).setups.get(version);
    const hash = sha256Text(JSON.stringify(value));
    const checked = expected === hash ? checkSetup(completeSetup(value as Setup)) : null;
    if (!checked?.ok) return refused('setup-unknown');
    await this.#storage.commit([{ op: 'put', table: 'setup', key: String(version), value: { hash, setup: value } }]);
    return accepted(null);
  }

  /** Versions that the ledger names and the store has not got. */
  async missing(): Promise<number[]> {
    const versions = [...(await this.#known()).setups.keys()];
    const have = await this.#storage.getMany('setup', versions.map(String));
    return versions.filter((version) => !have.has(String(version)));
  }

  /**
   * The newest published setup that is here, the backup's or one since. Where the ledger names a newer one that nobody
   * kept, it stands in under a version of its own: numbers of versions are never given twice.
   */
  async toUse(backup: number, { setups }: Known): Promise<{ version: number; changes: Change[] }> {
    const versions = [backup, ...setups.keys()];
    const here = await this.#storage.getMany('setup', versions.map(String));
    const newest = Math.max(...[...here.keys()].map(Number));
    const named = Math.max(...versions);
    if (newest === named) return { version: newest, changes: [] };
    const value = here.get(String(newest));
    return { version: named + 1, changes: [{ op: 'put', table: 'setup', key: String(named + 1), value }] };
  }
}
