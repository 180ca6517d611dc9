import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A device's line to the hall that can really be cut: a browser's own offline emulation lets open
 * streams flow on. `cut` is a dead switch — connections stay open and carry nothing, new ones too.
 */
export class Line {
  readonly url: string;
  readonly #server: Server;
  readonly #pairs = new Set<[Socket, Socket]>();
  #isCut = false;
  /** What the hall answers does not arrive; what the device says does. */
  #isMute = false;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.url = `http://localhost:${port}`;
  }

  static open(relayPort: number): Promise<Line> {
    return new Promise((resolve, reject) => {
      const server = createServer((near) => line.#join(near, relayPort));
      let line: Line;
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        line = new Line(server, typeof address === 'object' && address ? address.port : 0);
        resolve(line);
      });
    });
  }

  cut(): void {
    this.#isCut = true;
    for (const [near, far] of this.#pairs) {
      near.pause();
      far.pause();
    }
  }

  /** Half a cut: questions reach the hall, its answers are lost. */
  mute(): void {
    this.#isMute = true;
    for (const [, far] of this.#pairs) far.pause();
  }

  /** The switch is back: what hung is gone, as after a real outage; devices connect anew. Nothing where nothing was cut. */
  mend(): void {
    if (!this.#isCut && !this.#isMute) return;
    this.#isCut = false;
    this.#isMute = false;
    this.#drop();
  }

  close(): Promise<void> {
    this.#drop();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #drop(): void {
    for (const [near, far] of this.#pairs) {
      near.destroy();
      far.destroy();
    }
  }

  #join(near: Socket, relayPort: number): void {
    const far = connect(relayPort, '127.0.0.1');
    const pair: [Socket, Socket] = [near, far];
    this.#pairs.add(pair);
    const part = (): void => {
      this.#pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on('error', part).on('close', part);
    near.pipe(far);
    far.pipe(near);
    if (this.#isCut) {
      near.pause();
      far.pause();
    } else if (this.#isMute) far.pause();
  }
}
