/** A map that is smaller than this is copied: that is cheaper than looking twice. */
const SMALL = 32;
/** Changes are folded into a map of their own when there is more than one for so many of its entries. */
const SHARE = 8;

/**
 * A copy of a map that costs as much as was changed since the last whole copy, not as much as the map: the day's
 * numbers are some thousands, and a turn of the relay changes a few. Neither sees what the other does afterwards,
 * as long as the original is left alone once it was forked. Order is a map's: where a key was first set.
 */
export function forkMap<K, V>(map: Map<K, V>): Map<K, V> {
  if (map instanceof ForkedMap) return map.fork() as Map<K, V>;
  return map.size < SMALL ? new Map(map) : new ForkedMap(map, new Map(), new Set());
}

class ForkedMap<K, V> extends Map<K, V> {
  readonly #base: Map<K, V>;
  /** What was set since: in place of the base's, or new. */
  readonly #own: Map<K, V>;
  /** Keys of the base that were deleted since; one that was set again stands at the end. */
  readonly #gone: Set<K>;
  #size: number;

  constructor(base: Map<K, V>, own: Map<K, V>, gone: Set<K>, size = base.size) {
    super();
    this.#base = base;
    this.#own = own;
    this.#gone = gone;
    this.#size = size;
  }

  fork(): Map<K, V> {
    if ((this.#own.size + this.#gone.size) * SHARE > this.#base.size) return forkMap(new Map(this));
    return new ForkedMap(this.#base, new Map(this.#own), new Set(this.#gone), this.#size);
  }

  override get size(): number {
    return this.#size;
  }

  override get(key: K): V | undefined {
    const value = this.#own.get(key);
    if (value !== undefined || this.#own.has(key)) return value;
    return this.#gone.has(key) ? undefined : this.#base.get(key);
  }

  override has(key: K): boolean {
    return this.#own.has(key) || (!this.#gone.has(key) && this.#base.has(key));
  }

  override set(key: K, value: V): this {
    if (!this.has(key)) this.#size += 1;
    this.#own.set(key, value);
    return this;
  }

  override delete(key: K): boolean {
    if (!this.has(key)) return false;
    this.#own.delete(key);
    if (this.#base.has(key)) this.#gone.add(key);
    this.#size -= 1;
    return true;
  }

  override clear(): void {
    for (const key of [...this.keys()]) this.delete(key);
  }

  override *entries(): MapIterator<[K, V]> {
    for (const [key, value] of this.#base) {
      if (this.#gone.has(key)) continue;
      yield [key, this.#own.has(key) ? (this.#own.get(key) as V) : value];
    }
    for (const [key, value] of this.#own) if (this.#gone.has(key) || !this.#base.has(key)) yield [key, value];
  }

  override *keys(): MapIterator<K> {
    for (const key of this.#base.keys()) if (!this.#gone.has(key)) yield key;
    for (const key of this.#own.keys()) if (this.#gone.has(key) || !this.#base.has(key)) yield key;
  }

  override *values(): MapIterator<V> {
    for (const [key, value] of this.#base) {
      if (this.#gone.has(key)) continue;
      yield this.#own.has(key) ? (this.#own.get(key) as V) : value;
    }
    for (const [key, value] of this.#own) if (this.#gone.has(key) || !this.#base.has(key)) yield value;
  }

  override forEach(callback: (value: V, key: K, map: Map<K, V>) => void, self?: unknown): void {
    for (const [key, value] of this.entries()) callback.call(self, value, key, this);
  }

  override [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }
}

// To whoever compares two states it is a map like any other.
Object.defineProperty(ForkedMap.prototype, 'constructor', { value: Map, enumerable: false });
