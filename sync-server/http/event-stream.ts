import type { IncomingMessage, ServerResponse } from 'node:http';

const BEAT = 2000;
const MAX_BUFFERED = 256 * 1024;

/** A server-sent event stream: named JSON events, and a `beat` every 2 s so that a dead line shows. */
export class EventStream {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #onClose: () => void;
  readonly #timer: NodeJS.Timeout;
  #isOver = false;
  #last = '';

  /**
   * `onClose` is called once: the page went, or the stream was ended. `isAllowed` is asked at every beat: who is revoked
   * or signed out hears nothing more.
   */
  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    onClose: () => void,
    isAllowed: () => boolean = () => true,
  ) {
    this.#request = request;
    this.#response = response;
    this.#onClose = onClose;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    // EventSource comes back by itself; after a relay restart not all in the same instant.
    response.write(`retry: ${1000 + Math.floor(Math.random() * 1500)}\n\n`);
    this.#timer = setInterval(() => this.#beat(isAllowed), BEAT);
    request.on('close', () => this.#leave());
  }

  /** Sends a value unless `key` (what changed, without the clock) equals the last one sent. */
  send(event: string, value: unknown, key: string): void {
    if (key === this.#last) return;
    this.#last = key;
    this.#write(event, JSON.stringify(value));
  }

  /** Nothing is written from here on, though the line may stay for a while: an answer can wait behind another. */
  end(): void {
    this.#leave();
    this.#response.end();
  }

  #beat(isAllowed: () => boolean): void {
    // A page may have gone before anybody listened for it: while its visit was looked for.
    if (this.#request.socket.destroyed) this.#leave();
    else if (isAllowed()) this.#write('beat', '');
    else this.end();
  }

  #leave(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearInterval(this.#timer);
    this.#onClose();
  }

  #write(event: string, data: string): void {
    if (this.#isOver || this.#response.writableEnded || this.#response.destroyed) return;
    if (this.#response.writableLength > MAX_BUFFERED) {
      // An answer that waits behind another has no line of its own that could be destroyed.
      this.#request.socket.destroy();
      this.#leave();
      return;
    }
    this.#response.write(`event: ${event}\ndata: ${data}\n\n`);
  }
}
