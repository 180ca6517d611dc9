import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SECRET_BYTES, type Change, type LogParts, type Storage } from '../storage/storage.ts';
import type { RoomLog } from './room-log.ts';

const NONCE = 12;
const TAG = 16;

/**
 * A dossier's log, every entry AES-256-GCM under the dossier's own random key. The key is kept with
 * the first entry; forgetting it erases the dossier wherever a copy of the log may lie.
 */
export class SealedLog implements RoomLog {
  readonly #storage: Storage;
  readonly #name: string;
  #key: Uint8Array | null;
  #isKept: boolean;

  private constructor(storage: Storage, name: string, key: Uint8Array | null) {
    this.#storage = storage;
    this.#name = name;
    this.#key = key;
    this.#isKept = key !== null;
  }

  static async open(storage: Storage, name: string): Promise<SealedLog> {
    return new SealedLog(storage, name, await storage.secret(name));
  }

  /** Of a dossier that never was: its key comes with the first entry. */
  static fresh(storage: Storage, name: string): SealedLog {
    return new SealedLog(storage, name, null);
  }

  /** Something was kept under its key. */
  get isKept(): boolean {
    return this.#isKept;
  }

  async read(): Promise<LogParts> {
    const { updates, ...rest } = await this.#storage.readParts(this.#name);
    return { ...rest, updates: updates.map((bytes) => this.open(bytes)) };
  }

  append(updates: readonly Uint8Array[]): Change[] {
    return [
      ...this.#keyFirst(),
      ...updates.map((update): Change => ({ op: 'append', log: this.#name, bytes: this.seal(update) })),
    ];
  }

  snapshot(update: Uint8Array, through: number): Change[] {
    return [{ op: 'snapshot', log: this.#name, through, bytes: this.seal(update) }];
  }

  kept(): void {
    this.#isKept = true;
  }

  seal(bytes: Uint8Array): Uint8Array {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.#secret(), nonce);
    // Bound to its room: an entry that was moved to another dossier does not open there.
    cipher.setAAD(Buffer.from(this.#name));
    return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }

  /** Throws when the bytes were not sealed here, or were changed since. */
  open(bytes: Uint8Array): Uint8Array {
    const decipher = createDecipheriv('aes-256-gcm', this.#secret(), bytes.subarray(0, NONCE));
    decipher.setAAD(Buffer.from(this.#name));
    decipher.setAuthTag(bytes.subarray(-TAG));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]);
  }

  #secret(): Uint8Array {
    this.#key ??= randomBytes(SECRET_BYTES);
    return this.#key;
  }

  #keyFirst(): Change[] {
    return this.#isKept ? [] : [{ op: 'keepSecret', name: this.#name, secret: this.#secret() }];
  }
}
