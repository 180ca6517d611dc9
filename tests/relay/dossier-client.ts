import { randomBytes } from 'node:crypto';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type * as Y from 'yjs';
import type { WebsocketProvider } from 'y-websocket';
import { Counter, stockClient } from './counter.ts';
import { newToken, pc, type Browser } from './people.ts';
import { waitFor, type TestRelay } from './start-relay.ts';

export const COMPANY = 'YJS-01';

export function newDossierId(): string {
  return randomBytes(16).toString('base64url');
}

export function dossierRoom(relay: TestRelay, id: string): string {
  return relay.relay.dossiers.nameOf(id);
}

/** A matter begun at window 1 by 0317; the answer is its dossier's id. */
export async function openMatter(relay: TestRelay, counter?: Counter, id = newDossierId()): Promise<string> {
  const at = counter ?? (await Counter.open(await pc(relay, '0317'), '0317'));
  const { tokenHash } = newToken();
  const opened = await at.act('openMatter', { window: 1, ticket: 0, code: COMPANY, dossier: id, tokenHash });
  if (!opened.ok) throw new Error(`openMatter: ${opened.code}`);
  return id;
}

/** A PC with a dossier open, spoken to by the stock client. */
export class DossierClient {
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  readonly closed: number[];
  readonly acknowledged: number[] = [];
  #n = 0;

  constructor(browser: Browser, room: string) {
    const { doc, provider, closed } = stockClient(browser, room);
    this.doc = doc;
    this.provider = provider;
    this.closed = closed;
    provider.messageHandlers[102] = (_, decoder) =>
      void this.acknowledged.push(JSON.parse(decoding.readVarString(decoder)) as number);
  }

  static async open(browser: Browser, room: string): Promise<DossierClient> {
    const client = new DossierClient(browser, room);
    await waitFor(() => client.provider.synced || client.closed.length > 0, 'the dossier');
    return client;
  }

  text(path: string): Y.Text {
    return this.doc.getText(`t/${path}`);
  }

  type(path: string, text: string): void {
    this.text(path).insert(this.text(path).length, text);
  }

  raw(bytes: Uint8Array): void {
    this.provider.ws?.send(bytes as Uint8Array<ArrayBuffer>);
  }

  /** Bytes as the stock client would send an update. */
  update(bytes: Uint8Array): void {
    this.raw(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, 0);
        encoding.writeVarUint(encoder, 2);
        encoding.writeVarUint8Array(encoder, bytes);
      }),
    );
  }

  /** Asks for an acknowledgement of everything so far; the number that it will carry. */
  ask(): number {
    this.#n += 1;
    const n = this.#n;
    this.raw(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, 102);
        encoding.writeVarString(encoder, JSON.stringify(n));
      }),
    );
    return n;
  }

  /** Everything made here is on the hall's disk. */
  async saved(): Promise<void> {
    const n = this.ask();
    await waitFor(() => this.acknowledged.some((known) => known >= n), 'the acknowledgement');
  }

  async closedWith(): Promise<number> {
    await waitFor(() => this.closed.length > 0, 'the close');
    return this.closed[0] ?? 0;
  }
}

export async function clientOf(relay: TestRelay, account: string, id: string): Promise<DossierClient> {
  return DossierClient.open(await pc(relay, account), dossierRoom(relay, id));
}
