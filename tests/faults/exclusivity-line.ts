import { connect, createServer, type Server, type Socket } from 'node:net';

/** What one way of a line does with bytes. */
interface Way {
  isOpen: boolean;
  /** ms */
  delay: number;
}

/**
 * A line to the relay that goes wrong as lines do: cut, one way only, or slow. What was on a way that is shut is lost with
 * its connections when the line is mended, as after a real outage.
 */
export class FaultyLine {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  readonly #there: Way = { isOpen: true, delay: 0 };
  readonly #back: Way = { isOpen: true, delay: 0 };
  port = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static open(relayPort: number): Promise<FaultyLine> {
    return new Promise((resolve, reject) => {
      const server = createServer((near) => line.#join(near, relayPort));
      const line = new FaultyLine(server);
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        line.port = typeof address === 'object' && address ? address.port : 0;
        resolve(line);
      });
    });
  }

  get isWhole(): boolean {
    return this.#there.isOpen && this.#back.isOpen;
  }

  /** The ways that carry nothing from now on; connections stay open, and nobody is told. */
  shut({ there, back }: { there: boolean; back: boolean }): void {
    if (there) this.#there.isOpen = false;
    if (back) this.#back.isOpen = false;
  }

  slow(ms: number): void {
    this.#there.delay = ms;
    this.#back.delay = ms;
  }

  /** Connections end without a word, and new ones are taken. */
  drop(): void {
    for (const [near, far] of this.#pairs) {
      near.destroy();
      far.destroy();
    }
  }

  mend(): void {
    const wasWhole = this.isWhole;
    this.#there.isOpen = true;
    this.#back.isOpen = true;
    this.slow(0);
    if (!wasWhole) this.drop();
  }

  close(): Promise<void> {
    this.drop();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #join(near: Socket, relayPort: number): void {
    const far = connect(relayPort, '127.0.0.1');
    const pair = [near, far] as const;
    this.#pairs.add(pair);
    const part = (): void => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on('error', part).on('close', part);
    carry(near, far, this.#there);
    carry(far, near, this.#back);
  }
}

/** In order, late by the way's delay at that moment; what comes to a shut way goes nowhere. */
function carry(from: Socket, to: Socket, way: Way): void {
  let isShut = false;
  let last = Promise.resolve();
  from.on('data', (bytes) => {
    // A stream with a hole in it is none: nothing follows either.
    isShut ||= !way.isOpen;
    if (isShut) return;
    const { delay } = way;
    last = last.then(async () => {
      if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
      if (!to.destroyed) to.write(bytes);
    });
  });
}
