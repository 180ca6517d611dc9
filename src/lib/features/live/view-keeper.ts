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
