import type { IncomingMessage, ServerResponse } from 'node:http';

const BEAT = 2000;
const MAX_BUFFERED = 256 * 1024;

/** A server-sent event stream: named JSON events, and a `beat` every 2 s so that a dead line shows. */
export class EventStream {
  readonly #response: ServerResponse;
  readonly #timer: NodeJS.Timeout;
  #last = '';

  /** `isAllowed` is asked at every beat: who is revoked or signed out hears nothing more. */
  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    onClose: () => void,
    isAllowed: () => boolean = () => true,
  ) {
    this.#response = response;
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    // EventSource comes back by itself; after a relay restart not all in the same instant.
    response.write(`retry: ${1000 + Math.floor(Math.random() * 1500)}\n\n`);
    this.#timer = setInterval(() => (isAllowed() ? this.#write('beat', '') : this.end()), BEAT);
    request.on('close', () => {
      clearInterval(this.#timer);
      onClose();
    });
  }

  /** Sends a value unless `key` (what changed, without the clock) equals the last one sent. */
  send(event: string, value: unknown, key: string): void {
    if (key === this.#last) return;
    this.#last = key;
    this.#write(event, JSON.stringify(value));
  }

  end(): void {
    this.#response.end();
  }

  #write(event: string, data: string): void {
    if (this.#response.writableLength > MAX_BUFFERED) {
      this.#response.destroy();
      return;
    }
    this.#response.write(`event: ${event}\ndata: ${data}\n\n`);
  }
}
