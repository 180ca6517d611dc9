import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import WebSocket, { type RawData } from 'ws';
import * as syncProtocol from 'y-protocols/sync';
import * as Y from 'yjs';

/** One of the hundred at a server: a socket, with a real document or as a plain sink. */
export abstract class Line {
  /** Null for a sink, which only takes what comes. */
  readonly doc: Y.Doc | null;
  frames = 0;
  bytes = 0;
  closedWith: number | null = null;
  protected socket: WebSocket | null = null;

  constructor(isReal: boolean, kept: Y.Doc | null = null) {
    this.doc = isReal ? (kept ?? new Y.Doc({ gc: false })) : null;
  }

  /** Writes one command; resolves with the key of its entry in the shared map, null when it was refused. */
  abstract write(): Promise<string | null>;

  /** What it wrote last is in all real documents. */
  arrived(): void {
    // Only a hall's line has something to say then.
  }

  /** What the server said beside the document, or the first bytes of a sync; true when it means that the line stands. */
  protected abstract hear(type: number, decoder: decoding.Decoder): boolean;

  /** A frame before its type: the peers that name the document in each. */
  protected prefix(_encoder: encoding.Encoder): void {
    // Most have none.
  }

  protected skipPrefix(_decoder: decoding.Decoder): void {
    // Most have none.
  }

  protected async connect(url: string, headers: Record<string, string>, greet: () => void): Promise<void> {
    const socket = new WebSocket(url, { headers, perMessageDeflate: false });
    socket.binaryType = 'nodebuffer';
    this.socket = socket;
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('close', (code) => {
        this.closedWith = code;
        this.onClosed();
        reject(new Error(`closed with ${code}`));
      });
      socket.on('open', greet);
      socket.on('message', (data: RawData) => {
        if (this.#receive(data as Buffer)) resolve();
      });
    });
  }

  close(): void {
    this.release();
    this.doc?.destroy();
  }

  /** Closes the line and leaves its document to whoever brought it. */
  release(): void {
    this.socket?.removeAllListeners();
    this.socket?.on('error', () => undefined);
    this.socket?.terminate();
  }

  protected send(type: number, write: (encoder: encoding.Encoder) => void): void {
    this.socket?.send(
      encoding.encode((encoder) => {
        this.prefix(encoder);
        encoding.writeVarUint(encoder, type);
        write(encoder);
      }),
    );
  }

  /** `like`: a sink asks as if it had what this document has. */
  protected askForState(like: Y.Doc = this.doc ?? new Y.Doc()): void {
    this.send(0, (encoder) => syncProtocol.writeSyncStep1(encoder, like));
  }

  /** Called when the server has closed it. */
  onClosed: () => void = () => undefined;

  #receive(data: Buffer): boolean {
    this.frames += 1;
    this.bytes += data.length;
    const decoder = decoding.createDecoder(data);
    this.skipPrefix(decoder);
    const type = decoding.readVarUint(decoder);
    if (type !== 0) return this.hear(type, decoder);
    const after = decoding.clone(decoder);
    if (this.doc) {
      const reply = encoding.createEncoder();
      this.prefix(reply);
      encoding.writeVarUint(reply, 0);
      const empty = encoding.length(reply);
      syncProtocol.readSyncMessage(decoder, reply, this.doc, this);
      if (encoding.length(reply) > empty) this.socket?.send(encoding.toUint8Array(reply));
    }
    return this.hear(type, after);
  }
}
