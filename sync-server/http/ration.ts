import { TokenBucket } from '../sockets/token-bucket.ts';

interface Rate {
  most: number;
  perSecond: number;
}

/** Addresses remembered at once; more than a hall has. */
const MOST_ADDRESSES = 10_000;

/** What anyone may ask without saying who they are: so much from one address, and so much in all. */
export class Ration {
  readonly #each: Rate;
  readonly #all: TokenBucket;
  readonly #wall: () => number;
  readonly #byAddress = new Map<string, TokenBucket>();

  constructor(each: Rate, all: Rate, wall: () => number) {
    this.#each = each;
    this.#all = new TokenBucket(all.most, all.perSecond);
    this.#wall = wall;
  }

  take(address: string): boolean {
    if (this.#byAddress.size > MOST_ADDRESSES) this.#byAddress.clear();
    const bucket = this.#byAddress.get(address) ?? new TokenBucket(this.#each.most, this.#each.perSecond);
    this.#byAddress.set(address, bucket);
    const now = this.#wall();
    return bucket.take(now) && this.#all.take(now);
  }
}
