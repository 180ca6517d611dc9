import type { Relay } from '../../sync-server/relay.ts';
import type { Storage } from '../../sync-server/storage/storage.ts';

/**
 * Relays that break one promise each, to show that the suites find it. They are the real relay with something
 * else between it and its disk, or at one seam in memory: nothing of this is in the program itself.
 */
export const breakages = ['acknowledges-early', 'drops-commits', 'ignores-holder', 'mistakes-ids'] as const;
export type Breakage = (typeof breakages)[number];

export interface Severity {
  /** `drops-commits`: every so-manieth commit is not stored. */
  oneIn?: number;
  /** `drops-commits`: which commit this is; from 1 on, unless a count goes on over restarts. */
  count?: () => number;
  /** `acknowledges-early`: so many ms later the bytes follow. */
  delay?: number;
}

/** A storage that breaks its promise so; one that keeps it where the breakage is not the storage's. */
export function brokenStorage(breakage: Breakage, inner: Storage, severity: Severity = {}): Storage {
  if (breakage === 'acknowledges-early') return acknowledgesEarly(inner, severity.delay ?? 50);
  if (breakage === 'drops-commits') return dropsCommits(inner, severity.oneIn ?? 1000, severity.count ?? counter());
  if (breakage === 'mistakes-ids') return mistakesIds(inner);
  return inner;
}

/** What is not of the storage: to be done once the relay is made. */
export function breakRelay(breakage: Breakage, relay: Relay): void {
  // As if every device had given back every right: nobody who holds a waiting round is respected any more.
  if (breakage === 'ignores-holder') {
    Object.defineProperty(relay.hall.rights, 'returned', { get: () => everyGrant });
  }
}

/** As `DecideContext.returned`: whatever is asked about was given back. */
export const everyGrant: ReadonlySet<string> = new (class extends Set<string> {
  override has(): boolean {
    return true;
  }

  /** Whoever looks first whether there are any finds some. */
  override get size(): number {
    return 1;
  }
})();

/** A commit that resolves before it is stored: a write cache without a battery. */
function acknowledgesEarly(inner: Storage, delay: number): Storage {
  let storing: Promise<unknown> = Promise.resolve();
  return {
    ...inner,
    commit: (changes) => {
      const late = new Promise((resolve) => setTimeout(resolve, delay));
      storing = Promise.all([storing, late])
        .then(() => inner.commit(changes))
        .catch(() => undefined);
      return Promise.resolve();
    },
    close: async () => {
      await storing;
      await inner.close();
    },
  };
}

/** From 1 on. */
export function counter(): () => number {
  let count = 0;
  return () => (count += 1);
}

/** One commit in so many resolves and is nowhere. */
function dropsCommits(inner: Storage, oneIn: number, count: () => number): Storage {
  return {
    ...inner,
    commit: (changes) => (count() % oneIn === 0 ? Promise.resolve() : inner.commit(changes)),
  };
}

/** The relay no longer knows which bytes an id stood for, and takes any for the same command. */
function mistakesIds(inner: Storage): Storage {
  const forget = <T>(table: string, record: T): T => (table === 'command' ? { ...record, hash: '' } : record);
  return {
    ...inner,
    get: async <T>(table: string, key: string) => {
      const record = await inner.get<T>(table, key);
      return record && forget(table, record);
    },
    getMany: async <T>(table: string, keys: readonly string[]) => {
      const records = await inner.getMany<T>(table, keys);
      return new Map([...records].map(([key, record]) => [key, forget(table, record)]));
    },
  };
}
