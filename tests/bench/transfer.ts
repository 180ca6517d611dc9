import type { CDPSession, Page } from 'playwright';

export interface File {
  path: string;
  bytes: number;
}

/** What a page transfers, by the browser's own count: headers and bodies as encoded, and socket frames. */
export class Transfer {
  /** As the hall answered. */
  readonly encodings = new Set<string>();
  readonly #cdp: CDPSession;
  readonly #files = new Map<string, File>();
  #frames = 0;
  /** Bytes of response headers among them. */
  headers = 0;

  private constructor(cdp: CDPSession) {
    this.#cdp = cdp;
  }

  static async of(page: Page): Promise<Transfer> {
    const cdp = await page.context().newCDPSession(page);
    const transfer = new Transfer(cdp);
    await cdp.send('Network.enable');
    await cdp.send('Network.clearBrowserCache');
    // On localhost a browser also takes brotli; a hall's PCs come by plain HTTP and get gzip.
    await cdp.send('Network.setExtraHTTPHeaders', { headers: { 'accept-encoding': 'gzip, deflate' } });
    cdp.on('Network.requestWillBeSent', ({ requestId, request }) => {
      transfer.#files.set(requestId, { path: new URL(request.url).pathname, bytes: 0 });
    });
    cdp.on('Network.responseReceived', ({ requestId, response }) => {
      transfer.encodings.add(response.headers['content-encoding'] ?? response.headers['Content-Encoding'] ?? 'plain');
      transfer.headers += response.encodedDataLength;
      transfer.#add(requestId, response.encodedDataLength);
    });
    cdp.on('Network.dataReceived', ({ requestId, encodedDataLength }) => transfer.#add(requestId, encodedDataLength));
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const file = transfer.#files.get(requestId);
      if (file) file.bytes = encodedDataLength;
    });
    cdp.on('Network.webSocketFrameReceived', ({ response }) => {
      transfer.#frames +=
        response.opcode === 2 ? Math.floor((response.payloadData.length * 3) / 4) : response.payloadData.length;
    });
    return transfer;
  }

  /** Until now. */
  get total(): number {
    return this.files.reduce((sum, file) => sum + file.bytes, 0);
  }

  /** Largest first. */
  get files(): File[] {
    const frames = this.#frames > 0 ? [{ path: 'frames of the ledger room', bytes: this.#frames }] : [];
    return [...[...this.#files.values()].map((file) => ({ ...file })), ...frames].sort(
      (one, other) => other.bytes - one.bytes,
    );
  }

  async end(): Promise<void> {
    await this.#cdp.detach().catch(() => undefined);
  }

  #add(requestId: string, bytes: number): void {
    const file = this.#files.get(requestId);
    if (file) file.bytes += bytes;
  }
}
