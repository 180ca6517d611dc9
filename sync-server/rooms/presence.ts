import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

/** Largest awareness frame, bytes: who is here and in which field is less than a hundred. */
export const LARGEST_PRESENCE = 2048;
/** Yjs clients that one connection may speak for: a reload leaves the one before for a while. */
const MOST_OF_ONE = 8;
/** Those that have gone are remembered by their clock, so that an old frame does not bring them back: so many. */
const MOST_KNOWN = 256;
const FIELD = /^[\w./:-]{0,160}$/;

interface Present {
  clock: number;
  /** Null: has gone. */
  state: Record<string, unknown> | null;
  owner: object | null;
}

/**
 * Who is in a room: `{account, window, field}`, never a name. Each connection speaks for the Yjs
 * clients it brought; what it repeats of others (the stock client does) is not passed on.
 */
export class Presence {
  readonly #clients = new Map<number, Present>();

  /** Takes what a connection says; the frame to pass on, null when it said nothing new. Throws on bytes that are none. */
  hear(bytes: Uint8Array, owner: object, account: string): Uint8Array | null {
    const decoder = decoding.createDecoder(bytes);
    const news: number[] = [];
    for (let left = decoding.readVarUint(decoder); left > 0; left -= 1) {
      const client = decoding.readVarUint(decoder);
      const clock = decoding.readVarUint(decoder);
      const state: unknown = JSON.parse(decoding.readVarString(decoder));
      if (!isState(state, account)) continue;
      const known = this.#clients.get(client);
      if (known ? known.clock >= clock || (known.owner ?? owner) !== owner : state === null) continue;
      if (!known && this.#countOf(owner) >= MOST_OF_ONE) continue;
      this.#clients.set(client, { clock, state, owner: state === null ? null : owner });
      news.push(client);
    }
    this.#forget();
    return news.length > 0 ? this.#frame(news) : null;
  }

  /** Everybody who is here; null when nobody is. */
  all(): Uint8Array | null {
    const here = [...this.#clients].flatMap(([client, { state }]) => (state === null ? [] : [client]));
    return here.length > 0 ? this.#frame(here) : null;
  }

  /** A connection ended: those it spoke for have gone. */
  leave(owner: object): Uint8Array | null {
    const gone: number[] = [];
    for (const [client, present] of this.#clients) {
      if (present.owner !== owner) continue;
      this.#clients.set(client, { clock: present.clock + 1, state: null, owner: null });
      gone.push(client);
    }
    return gone.length > 0 ? this.#frame(gone) : null;
  }

  /** Clients that are remembered, here or gone. */
  get size(): number {
    return this.#clients.size;
  }

  #countOf(owner: object): number {
    let count = 0;
    for (const present of this.#clients.values()) if (present.owner === owner) count += 1;
    return count;
  }

  #forget(): void {
    for (const [client, { state }] of this.#clients) {
      if (this.#clients.size <= MOST_KNOWN) return;
      if (state === null) this.#clients.delete(client);
    }
  }

  #frame(clients: readonly number[]): Uint8Array {
    return encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, clients.length);
      for (const client of clients) {
        const present = this.#clients.get(client);
        encoding.writeVarUint(encoder, client);
        encoding.writeVarUint(encoder, present?.clock ?? 0);
        encoding.writeVarString(encoder, JSON.stringify(present?.state ?? null));
      }
    });
  }
}

function isState(state: unknown, account: string): state is Record<string, unknown> | null {
  if (state === null) return true;
  if (typeof state !== 'object' || Array.isArray(state)) return false;
  return Object.entries(state).every(([key, value]) => {
    if (value === null || value === undefined) return true;
    if (key === 'account') return value === account;
    if (key === 'window') return Number.isSafeInteger(value);
    return key === 'field' && typeof value === 'string' && FIELD.test(value);
  });
}
