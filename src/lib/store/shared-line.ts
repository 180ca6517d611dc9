import { WebsocketProvider } from 'y-websocket';
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type * as Y from 'yjs';
import { spreadReturns } from './return-delay.ts';

const ACKNOWLEDGE = 102;

/** Where somebody is: an account and a window, never a name. */
export interface Presence {
  account: string | null;
  window: number | null;
  field: string | null;
}

export interface SharedLineEvents {
  up(isUp: boolean): void;
  /** Everything made before this number was asked about is on the hall's disk. */
  acknowledged(n: number): void;
  /** All that the hall had is here. */
  whole?(): void;
  /** The hall ended it for good; the close code. */
  ended(code: number): void;
  present(others: Presence[]): void;
}

/** The line of a room edited together: the stock client, acknowledgements, and who else is there. */
export class SharedLine {
  readonly #provider: WebsocketProvider;

  constructor(server: string, room: string, doc: Y.Doc, events: SharedLineEvents) {
    const provider = new WebsocketProvider(server, room, doc, {
      connect: false,
      // An update that comes from another tab alone would never be told to the hall.
      disableBc: true,
    });
    spreadReturns(provider);
    this.#provider = provider;
    provider.awareness.setLocalState(null);
    provider.messageHandlers[ACKNOWLEDGE] = (_, decoder) =>
      events.acknowledged(JSON.parse(decoding.readVarString(decoder)) as number);
    provider.on('status', ({ status }: { status: string }) => {
      if (status !== 'connecting') events.up(status === 'connected');
    });
    provider.on('sync', (isSynced: boolean) => isSynced && events.whole?.());
    provider.on('closed', ({ code }: { code: number }) => events.ended(code));
    provider.awareness.on('change', () => {
      const others = [...provider.awareness.getStates()].filter(([client]) => client !== doc.clientID);
      events.present(others.map(([, state]) => readPresence(state)));
    });
  }

  /** Whether a local change of the document came over this line. */
  isSource(origin: unknown): boolean {
    return origin === this.#provider;
  }

  connect(): void {
    this.#provider.connect();
  }

  disconnect(): void {
    this.#provider.disconnect();
  }

  /** Asks for an acknowledgement of everything so far; false when the line is down. */
  ask(n: number): boolean {
    const socket = this.#provider.ws;
    if (!socket || socket.readyState !== WebSocket.OPEN) return false;
    socket.send(
      encoding.encode((encoder) => {
        encoding.writeVarUint(encoder, ACKNOWLEDGE);
        encoding.writeVarString(encoder, JSON.stringify(n));
      }),
    );
    return true;
  }

  /** Null: here no longer. */
  show(presence: Presence | null): void {
    this.#provider.awareness.setLocalState(presence ? { ...presence } : null);
  }

  destroy(): void {
    this.#provider.destroy();
  }
}

function readPresence(state: Record<string, unknown>): Presence {
  const { account, window, field } = state;
  return {
    account: typeof account === 'string' ? account : null,
    window: typeof window === 'number' ? window : null,
    field: typeof field === 'string' ? field : null,
  };
}
