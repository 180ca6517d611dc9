import { StorageError, type Storage } from '../../sync-server/storage/storage.ts';

/** A disk under the relay that a check holds up, fills, or takes away in the middle of a commit. */
export class HeldDisk {
  #commits: Promise<void> = Promise.resolve();
  #reads: Promise<void> = Promise.resolve();
  #release: () => void = () => undefined;
  #releaseReads: () => void = () => undefined;
  #isCut = false;
  #isClosed = false;
  /** Commits that were asked for. */
  asked = 0;
  /** Logs that were asked for. */
  readsAsked = 0;
  isFull = false;

  readonly storage: Storage;

  constructor(inner: Storage) {
    const here = <T>(work: () => Promise<T>): Promise<T> => this.#whileThere(work);
    const read = async <T>(work: () => Promise<T>): Promise<T> => {
      this.readsAsked += 1;
      await this.#reads;
      return here(work);
    };
    this.storage = {
      ...inner,
      readLog: (log) => read(() => inner.readLog(log)),
      readParts: (log) => read(() => inner.readParts(log)),
      get: (table, key) => here(() => inner.get(table, key)),
      getMany: (table, keys) => here(() => inner.getMany(table, keys)),
      list: (table) => here(() => inner.list(table)),
      secret: (name) => here(() => inner.secret(name)),
      commit: async (changes) => {
        this.asked += 1;
        await this.#commits;
        if (this.isFull) throw new Error('database or disk is full');
        await here(() => inner.commit(changes));
      },
      // Whoever made the inner one closes it: a restart goes on with it. This relay is over all the same: what it still
      // waited for, a holder's answer for one, must not be written beside the next relay's entries.
      close: () => {
        this.#isClosed = true;
        return Promise.resolve();
      },
    };
  }

  /** Commits that are asked for from now on are not on the disk before `release`. */
  hold(): void {
    this.#commits = new Promise((resolve) => (this.#release = resolve));
  }

  release(): void {
    this.#release();
    this.#commits = Promise.resolve();
  }

  holdReads(): void {
    this.#reads = new Promise((resolve) => (this.#releaseReads = resolve));
  }

  releaseReads(): void {
    this.#releaseReads();
    this.#reads = Promise.resolve();
  }

  /** The power is gone: what was not stored yet never is, and nobody hears of it. */
  cut(): void {
    this.#isCut = true;
    this.release();
    this.releaseReads();
  }

  /** What is asked of a disk that was cut never comes back; one that is closed refuses, as every store does. */
  #whileThere<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isCut) return new Promise<never>(() => undefined);
    return this.#isClosed ? Promise.reject(new StorageError('closed', 'the store is closed')) : work();
  }
}
