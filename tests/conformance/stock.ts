import * as decoding from 'lib0/decoding';
import WebSocket from 'ws';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';
import { hallFrame } from './line.ts';
import { eventually, Violation } from './violation.ts';

interface Options {
  /** Passes updates to other tabs of the browser. */
  tabs?: boolean;
  /** Never gets a line, as where a proxy lets none through. */
  cutOff?: boolean;
  doc?: Y.Doc;
}

type Socket = typeof globalThis.WebSocket;

/** The published y-websocket client, as it is, with the cookies that a browser sends by itself. */
export class Stock {
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  /** Codes after which it never comes back. */
  readonly closed: number[] = [];
  readonly acknowledged: number[] = [];
  /** Lines that were lost. */
  drops = 0;
  #asked = 0;

  constructor(server: string, room: string, headers: Record<string, string>, options: Options = {}) {
    this.doc = options.doc ?? new Y.Doc();
    class WithCookies extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(options.cutOff ? 'ws://127.0.0.1:9/nowhere' : url, protocols, { headers });
      }
    }
    this.provider = new WebsocketProvider(server, room, this.doc, {
      WebSocketPolyfill: WithCookies as unknown as Socket,
      disableBc: options.tabs !== true,
      maxBackoffTime: 100,
    });
    this.provider.on('closed', ({ code }: { code: number }) => void this.closed.push(code));
    this.provider.on('status', ({ status }: { status: string }) => {
      if (status === 'disconnected') this.drops += 1;
    });
    // The hall's own acknowledgement; a bare relay has none.
    this.provider.messageHandlers[102] = (_, decoder) =>
      void this.acknowledged.push(JSON.parse(decoding.readVarString(decoder)) as number);
  }

  async synced(): Promise<this> {
    await eventually(() => this.provider.synced || this.closed.length > 0, 'the stock client is in step');
    return this;
  }

  text(root = 't/note'): Y.Text {
    return this.doc.getText(root);
  }

  type(letters: string, root = 't/note'): void {
    this.text(root).insert(this.text(root).length, letters);
  }

  /** Everything made here until now is on the relay's disk, as the relay says; asked again on a new line. */
  async saved(within?: number): Promise<void> {
    this.#asked += 1;
    const n = this.#asked;
    let asked: WebSocket | null = null;
    const isSaved = (): boolean => {
      if (this.closed.length > 0) throw new Violation(`ended with ${this.closed.join()}`);
      const { ws, synced } = this.provider;
      if (synced && ws !== asked) {
        asked = ws as WebSocket | null;
        this.ask(n);
      }
      return this.acknowledged.some((known) => known >= n);
    };
    await eventually(isSaved, 'an edit is acknowledged', within);
  }

  ask(n: number): void {
    this.provider.ws?.send(hallFrame(102, String(n)) as Uint8Array<ArrayBuffer>);
  }

  end(): void {
    this.provider.destroy();
    this.doc.destroy();
  }
}
