import { onTestFinished, vi } from 'vitest';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import { logTo } from '../../sync-server/log.ts';
import type { Change, Storage } from '../../sync-server/storage/storage.ts';
import type { TestRelay } from './start-relay.ts';

/** Strings that are in a dossier and may be nowhere else. Nobody's. */
export const planted = {
  name: '诸葛云杉𠮷',
  agent: '欧阳白桦',
  idNumber: '990000199001011234',
  phone: '13900001234',
  address: '滨江新区云杉路九百号',
  note: 'anruf-am-donnerstag',
} as const;

/** Everything that a relay put anywhere while a test ran. */
export class Witness {
  readonly #places: [place: string, bytes: Buffer][] = [];
  readonly storage: Storage;

  constructor() {
    const inner = memoryStorage();
    this.storage = {
      ...inner,
      commit: async (changes) => {
        await inner.commit(changes);
        for (const change of changes) this.#kept(change);
      },
    };
    onTestFinished(logTo({ write: (line) => this.saw('log line', line) }));
    for (const method of ['error', 'log', 'warn', 'info'] as const) {
      const spy = vi.spyOn(console, method).mockImplementation((...words: unknown[]) => {
        this.saw(
          `console.${method}`,
          words.map((word) => (word instanceof Error ? word.stack : String(word))).join(' '),
        );
      });
      onTestFinished(() => spy.mockRestore());
    }
  }

  /** Addresses are written into other people's logs: they are watched as well. */
  watch(relay: TestRelay): void {
    relay.relay.server.prependListener('request', (request) => this.saw('address', request.url ?? ''));
    relay.relay.server.prependListener('upgrade', (request) => this.saw('address of a room', request.url ?? ''));
  }

  saw(place: string, what: unknown): void {
    const text = typeof what === 'string' ? what : JSON.stringify(what);
    this.#places.push([place, Buffer.from(text)]);
  }

  get size(): number {
    return this.#places.length;
  }

  /** Where any of the strings stand, in the clear, as JSON escapes, in an address, or as base64. */
  find(strings: readonly string[] = Object.values(planted)): string[] {
    const found: string[] = [];
    for (const secret of strings) {
      for (const form of formsOf(secret)) {
        for (const [place, bytes] of this.#places) if (bytes.includes(form)) found.push(`${place}: ${secret}`);
      }
    }
    return [...new Set(found)];
  }

  #kept(change: Change): void {
    if (change.op === 'append' || change.op === 'snapshot')
      this.#places.push([`log ${change.log}`, Buffer.from(change.bytes)]);
    else if ('value' in change) this.saw(`record ${change.table}`, { key: change.key, value: change.value });
  }
}

function formsOf(secret: string): Buffer[] {
  const escaped = secret.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  // Base64 of a part that begins at any byte: the middle of it is the same whatever stands before.
  const base64 = [0, 1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)])
      .toString('base64url')
      .slice(4, -4),
  );
  return [secret, escaped, encodeURIComponent(secret), ...base64, Buffer.from(secret, 'utf16le')].map((form) =>
    typeof form === 'string' ? Buffer.from(form) : form,
  );
}
