import { createHash, randomBytes } from 'node:crypto';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import WebSocket from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import { commandClasses, decodeEntry, keyOfEntry, type CommandKind, type LedgerEvent } from '#lib/domain/index.ts';
import type { CommandDecision } from '../../sync-server/hall/envelope.ts';
import { frame } from '../../sync-server/sockets/frames.ts';
import { PASSWORD } from './hall.ts';

/** Cookies and an incarnation: what the hall knows a browser profile by. */
export class Profile {
  readonly base: string;
  readonly incarnation = randomBytes(15).toString('base64url');
  readonly #cookies = new Map<string, string>();

  constructor(base: string) {
    this.base = base;
  }

  get headers(): Record<string, string> {
    return { origin: this.base, cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
  }

  async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: { ...this.headers, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=');
      this.#cookies.set(name, value);
    }
    const value: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(value)}`);
    return value as T;
  }
}

/** A paired kiosk: posts its rows, has no ledger. */
export class KioskClient {
  readonly #profile: Profile;
  #day = '';
  #n = 0;

  constructor(base: string) {
    this.#profile = new Profile(base);
  }

  async pair(token: string): Promise<this> {
    await this.#profile.ask('POST', '/api/pairings/claim', {
      token,
      incarnation: this.#profile.incarnation,
      surface: 'kiosk',
    });
    this.#day = (await this.#profile.ask<{ day: string }>('GET', '/api/session')).day;
    return this;
  }

  /** Takes a number; answers with the applicant's token and what the slip says. */
  async take(code: string): Promise<{ token: string; label: string }> {
    this.#n += 1;
    const token = randomBytes(16).toString('base64url');
    const tokenHash = createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');
    const body = { day: this.#day, code, care: false, tokenHash, channel: 'kiosk' };
    const id = `${this.#profile.incarnation}.${this.#n}`;
    const row = { id, after: null, class: 'request', kind: 'take', setup: 1, staff: null, at: Date.now(), body };
    const decision = await this.#profile.ask<CommandDecision>('POST', '/api/commands', row);
    return { token, label: decision.ok ? String(decision.data?.['label']) : '' };
  }
}

/** A window PC without its screen: one socket, the hall's frames, its own copy of the ledger. */
export class CounterClient {
  readonly window: number;
  readonly doc = new Y.Doc({ gc: false });
  readonly #profile: Profile;
  readonly #account: string;
  readonly #waiting = new Map<string, (decision: CommandDecision) => void>();
  #socket: WebSocket | null = null;
  #day = '';
  #n = 0;
  #lastFact: number | null = null;

  constructor(base: string, account: string, window: number) {
    this.#profile = new Profile(base);
    this.#account = account;
    this.window = window;
  }

  async open(): Promise<this> {
    const { incarnation } = this.#profile;
    await this.#profile.ask('POST', '/api/session', { account: this.#account, password: PASSWORD, incarnation });
    const { ledger, day } = await this.#profile.ask<{ ledger: string; day: string }>('GET', '/api/session');
    this.#day = day;
    const socket = new WebSocket(`${this.#profile.base.replace('http', 'ws')}/rooms/${ledger}`, {
      headers: this.#profile.headers,
    });
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    const map = this.doc.getMap<unknown[][]>('e');
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
      socket.on('open', () => {
        this.#send(frame.sync, (encoder) => syncProtocol.writeSyncStep1(encoder, this.doc));
        this.#text(frame.hello, { version: 1, incarnation, undecided: [] });
      });
      let synced = false;
      let greeted = false;
      socket.on('message', (data: ArrayBuffer) => {
        const type = this.#receive(new Uint8Array(data));
        synced ||= map.size > 0;
        greeted ||= type === frame.hello;
        if (synced && greeted) resolve();
      });
    });
    const opened = await this.act('openWindow', { window: this.window });
    if (!opened.ok) throw new Error(`window ${this.window}: ${opened.code}`);
    return this;
  }

  /** Sends a command; resolves with its decision. */
  act(kind: CommandKind, body: Record<string, unknown>): Promise<CommandDecision> {
    this.#n += 1;
    const isFact = commandClasses[kind] === 'fact';
    const id = `${this.#profile.incarnation}.${this.#n}`;
    const after = isFact ? this.#lastFact : null;
    if (isFact) this.#lastFact = this.#n;
    const decision = new Promise<CommandDecision>((resolve) => this.#waiting.set(id, resolve));
    this.#text(frame.command, {
      id,
      after,
      class: commandClasses[kind],
      kind,
      setup: 1,
      staff: this.#account,
      at: Date.now(),
      body: { day: this.#day, ...body },
    });
    return decision;
  }

  stored(ticket: number, round: number): void {
    this.#text(frame.stored, [[ticket, round]]);
  }

  entry(seq: number): LedgerEvent[] {
    return decodeEntry(this.doc.getMap('e').get(keyOfEntry(seq)));
  }

  close(): void {
    this.#socket?.removeAllListeners();
    this.#socket?.on('error', () => undefined);
    this.#socket?.terminate();
    this.doc.destroy();
  }

  #receive(bytes: Uint8Array): number {
    const decoder = decoding.createDecoder(bytes);
    const type = decoding.readVarUint(decoder);
    if (type === frame.sync) {
      const reply = encoding.createEncoder();
      encoding.writeVarUint(reply, frame.sync);
      syncProtocol.readSyncMessage(decoder, reply, this.doc, 'relay');
      if (encoding.length(reply) > 1) this.#socket?.send(encoding.toUint8Array(reply));
    } else if (type === frame.decision) {
      const decision = JSON.parse(decoding.readVarString(decoder)) as CommandDecision;
      this.#waiting.get(decision.id)?.(decision);
      this.#waiting.delete(decision.id);
    }
    return type;
  }

  #text(type: number, value: unknown): void {
    this.#send(type, (encoder) => encoding.writeVarString(encoder, JSON.stringify(value)));
  }

  #send(type: number, write: (encoder: encoding.Encoder) => void): void {
    this.#socket?.send(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, type);
        write(encoder);
      }),
    );
  }
}
