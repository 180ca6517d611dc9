import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';
import { Line } from './lines.ts';

/** The documents of a peer: the counters' and the phones'. */
export type PeerDocument = 'hall' | 'receipts';

const auth = 2;

/** A writer of a document that is shared by all: a command is an entry as long as a call's in our ledger. */
abstract class PeerLine extends Line {
  readonly #no: number;
  readonly #pen: Y.Doc;
  #written = 0;

  constructor(no: number, isReal: boolean) {
    super(isReal);
    this.#no = no;
    // A sink writes valid updates without reading anybody's.
    this.#pen = this.doc ?? new Y.Doc({ gc: false });
    this.#pen.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this) this.send(0, (encoder) => syncProtocol.writeUpdate(encoder, update));
    });
  }

  override write(): Promise<string> {
    this.#written += 1;
    const [no, n] = [this.#no, this.#written];
    const key = `${no.toString(36)}.${n.toString(36)}`;
    this.#pen.getMap('e').set(key, [12, 36_000_000 + n, no, n, no, 0, n, 1, no]);
    return Promise.resolve(key);
  }

  override close(): void {
    super.close();
    this.#pen.destroy();
  }
}

export class YWebsocketLine extends PeerLine {
  static async open(base: string, no: number, isReal: boolean, document: PeerDocument = 'hall'): Promise<Line> {
    const line = new YWebsocketLine(no, isReal);
    await line.connect(`${base.replace('http', 'ws')}/${document}`, {}, () => line.askForState());
    return line;
  }

  protected override hear(): boolean {
    return true;
  }
}

export class HocuspocusLine extends PeerLine {
  #document: PeerDocument = 'hall';

  static async open(base: string, no: number, isReal: boolean, document: PeerDocument = 'hall'): Promise<Line> {
    const line = new HocuspocusLine(no, isReal);
    line.#document = document;
    await line.connect(base.replace('http', 'ws'), {}, () => {
      line.send(auth, (encoder) => {
        encoding.writeVarUint(encoder, 0);
        encoding.writeVarString(encoder, '');
      });
      line.askForState();
    });
    return line;
  }

  protected override prefix(encoder: encoding.Encoder): void {
    encoding.writeVarString(encoder, this.#document);
  }

  protected override skipPrefix(decoder: decoding.Decoder): void {
    decoding.readVarString(decoder);
  }

  protected override hear(type: number): boolean {
    return type === 0;
  }
}
