/** The last view of the hall, kept across a reload without the line. */
export interface KeptView<T> {
  view: T;
  /** Hall clock when the hall was last heard. */
  heardAt: number;
  /** This device's clock at the same moment: only differences of it are used. */
  wall: number;
}

export interface ViewKeeper<T> {
  load(): Promise<KeptView<T> | undefined>;
  save(kept: KeptView<T>): Promise<void>;
}

const KEEP_FOR = 24 * 60 * 60 * 1000;

/** Removes what an earlier visit left on this phone. */
export function dropOldViews(prefix: string, wall: number): void {
  try {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith(prefix))) {
      const { wall: keptAt } = JSON.parse(localStorage.getItem(key) ?? '{}') as { wall?: number };
      if (keptAt === undefined || wall - keptAt > KEEP_FOR) localStorage.removeItem(key);
    }
  } catch {
    // Storage is blocked: then nothing was left there either.
  }
}

/** In the browser's local storage: small views, and a phone that should load nothing more. */
export function localKeeper<T>(key: string): ViewKeeper<T> {
  return {
    async load() {
      try {
        const text = localStorage.getItem(key);
        return text === null ? undefined : (JSON.parse(text) as KeptView<T>);
      } catch {
        return undefined;
      }
    },
    async save(kept) {
      try {
        localStorage.setItem(key, JSON.stringify(kept));
      } catch {
        // Full or blocked: the view is then lost on reload, nothing else.
      }
    },
  };
}
