import { StorageError, type Storage, type StorageFault } from '../../sync-server/storage/storage.ts';

/**
 * How a disk may be. `full` and `read-only` take nothing; `io` fails now and then, reading as well;
 * `gone` does nothing at all; `kept-but-no` stores now and then what it says it did not, which no disk may do
 * and a line to one can.
 */
export const moods = ['well', 'full', 'read-only', 'io', 'gone', 'kept-but-no', 'slow'] as const;
export type Mood = (typeof moods)[number];

/** A storage that fails as disks do, by the dice, at every call. */
export class FaultyDisk {
  readonly storage: Storage;
  readonly figures: Record<string, number> = {};
  mood: Mood = 'well';
  readonly #dice: () => number;

  constructor(inner: Storage, dice: () => number) {
    this.#dice = dice;
    const reading = async <T>(read: () => Promise<T>): Promise<T> => {
      await this.#slowly();
      if (this.mood === 'gone' || (this.mood === 'io' && dice() < 0.3)) throw this.#fault('io', 'read');
      return read();
    };
    this.storage = {
      readLog: (log) => reading(() => inner.readLog(log)),
      readParts: (log) => reading(() => inner.readParts(log)),
      get: (table, key) => reading(() => inner.get(table, key)),
      getMany: (table, keys) => reading(() => inner.getMany(table, keys)),
      secret: (name) => reading(() => inner.secret(name)),
      list: (table) => reading(() => inner.list(table)),
      copyTo: (path) => reading(() => inner.copyTo(path)),
      close: () => inner.close(),
      commit: async (changes) => {
        await this.#slowly();
        if (this.mood === 'full' || this.mood === 'read-only') throw this.#fault(this.mood, 'commit');
        if (this.mood === 'gone' || (this.mood === 'io' && dice() < 0.5)) throw this.#fault('io', 'commit');
        await inner.commit(changes);
        if (this.mood === 'kept-but-no' && dice() < 0.4) throw this.#fault('io', 'kept, said to have failed');
      },
    };
  }

  async #slowly(): Promise<void> {
    if (this.mood !== 'slow') return;
    const turns = Math.floor(this.#dice() * 8);
    for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  #fault(fault: StorageFault, what: string): StorageError {
    const name = `${fault}: ${what}`;
    this.figures[name] = (this.figures[name] ?? 0) + 1;
    return new StorageError(fault, `injected (${what})`);
  }
}
