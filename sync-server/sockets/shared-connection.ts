import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { WebSocket } from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import { LARGEST_PRESENCE } from '../rooms/presence.ts';
import type { SharedRoom, Verdict } from '../rooms/shared-room.ts';
import { closeCode, encodeFrame, endLine, frame, onFrame, readText, sendFrame, type Ending } from './frames.ts';
import { answerFrame, questionFrame } from './sync-frames.ts';
import { TokenBucket } from './token-bucket.ts';
import type { Visitor } from './visitor.ts';

/** Why an update ends its connection. Gaps and a full disk do not: what is lacking is asked for again. */
const closing: Partial<Record<Verdict, number>> = {
  malformed: closeCode.badFrame,
  misfit: closeCode.invalidUpdate,
  'read-only': closeCode.invalidUpdate,
  'too-large': closeCode.tooLarge,
  gone: closeCode.deleted,
};

interface Options {
  websocket: WebSocket;
  visitor: Visitor;
  room: SharedRoom;
  wall: () => number;
  /** Says something to the others in the room. */
  tell: (bytes: Uint8Array) => void;
}

/** One socket on a room edited together: Yjs sync both ways, presence, and acknowledgements (102). */
export class SharedConnection {
  readonly visitor: Visitor;
  readonly room: SharedRoom;
  readonly #socket: WebSocket;
  readonly #wall: () => number;
  readonly #tell: Options['tell'];
  readonly #messages = new TokenBucket(400, 200);
  readonly #bytes = new TokenBucket(4 * 1024 * 1024, 512 * 1024);
  /** Everything received so far is settled when this is. */
  #settled: Promise<void> = Promise.resolve();
  #received = 0;
  /**
   * The last message after which something of this client may be lacking here: at first what it made
   * while cut off, later a gap or a disk that refused. Its answer to a SyncStep1 mends it.
   */
  #lacking: number | null = 0;
  #unanswered: unknown[] = [];

  constructor({ websocket, visitor, room, wall, tell }: Options) {
    this.visitor = visitor;
    this.room = room;
    this.#socket = websocket;
    this.#wall = wall;
    this.#tell = tell;
    onFrame(websocket, (bytes) => this.#receive(bytes));
    this.#askForState();
    this.#sendPresence(room.presence.all());
  }

  send(bytes: Uint8Array): void {
    sendFrame(this.#socket, bytes);
  }

  close(code: number, why?: Ending): void {
    endLine(this.#socket, code, why);
  }

  /** Every two seconds; `resync` now and then. The stock client drops a line that is silent for 30 s. */
  beat(resync: boolean): void {
    if (!this.visitor.isLiving()) this.close(closeCode.notSignedIn, 'over');
    else if (resync || this.#lacking !== null) this.#askForState();
  }

  static presenceFrame(presence: Uint8Array): Uint8Array {
    return encoding.encode((encoder) => {
      encoding.writeVarUint(encoder, frame.awareness);
      encoding.writeVarUint8Array(encoder, presence);
    });
  }

  #askForState(): void {
    this.send(questionFrame(this.room));
  }

  #receive(bytes: Uint8Array): void {
    const wall = this.#wall();
    if (!this.#messages.take(wall) || !this.#bytes.take(wall, bytes.length)) {
      this.close(closeCode.tooMany);
      return;
    }
    try {
      const decoder = decoding.createDecoder(bytes);
      const type = decoding.readVarUint(decoder);
      if (type === frame.sync) this.#sync(decoder);
      else if (type === frame.awareness) this.#hear(decoding.readVarUint8Array(decoder));
      else if (type === frame.queryAwareness) this.#sendPresence(this.room.presence.all());
      else if (type === frame.editAcknowledged) this.#acknowledge(JSON.parse(readText(decoder)));
      else this.close(closeCode.badFrame);
    } catch {
      this.close(closeCode.badFrame);
    }
  }

  #sync(decoder: decoding.Decoder): void {
    const kind = decoding.readVarUint(decoder);
    const payload = decoding.readVarUint8Array(decoder);
    if (kind === syncProtocol.messageYjsSyncStep1) this.send(answerFrame(this.room, payload));
    else if (kind === syncProtocol.messageYjsSyncStep2) this.#take(payload, true);
    else if (kind === syncProtocol.messageYjsUpdate) this.#take(payload, false);
    else this.close(closeCode.badFrame);
  }

  #take(update: Uint8Array, isWhole: boolean): void {
    this.#received += 1;
    const place = this.#received;
    const verdict = this.room.receive(update, this);
    this.#settled = Promise.all([this.#settled, verdict]).then(([, settled]) => this.#settle(settled, place, isWhole));
  }

  #settle(verdict: Verdict, place: number, isWhole: boolean): void {
    const code = closing[verdict];
    if (code !== undefined) {
      this.close(code);
      return;
    }
    if (verdict === 'kept') {
      if (!isWhole || this.#lacking === null || this.#lacking > place) return;
      this.#lacking = null;
      for (const n of this.#unanswered.splice(0)) this.send(encodeFrame(frame.editAcknowledged, n));
      return;
    }
    this.#lacking = place;
    // A whole answer with a gap would bring the same again: the next beat asks.
    if (verdict === 'gapped' && !isWhole) this.#askForState();
  }

  /** 102: its number goes back once everything received before it is on the disk. */
  #acknowledge(n: unknown): void {
    if (!Number.isSafeInteger(n)) {
      this.close(closeCode.badFrame);
      return;
    }
    this.#settled = this.#settled.then(() => {
      if (this.#lacking === null) this.send(encodeFrame(frame.editAcknowledged, n));
      // The newest says it for those before.
      else this.#unanswered = [n];
    });
  }

  #hear(presence: Uint8Array): void {
    if (presence.length > LARGEST_PRESENCE) {
      this.close(closeCode.tooLarge);
      return;
    }
    const news = this.room.presence.hear(presence, this, this.visitor.account);
    if (news) this.#tell(SharedConnection.presenceFrame(news));
  }

  #sendPresence(presence: Uint8Array | null): void {
    if (presence) this.send(SharedConnection.presenceFrame(presence));
  }
}
