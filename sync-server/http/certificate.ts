import { readFileSync, watchFile, unwatchFile } from 'node:fs';
import type { Server as TlsServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import { log } from '../log.ts';

export interface CertificatePaths {
  cert: string;
  key: string;
}

export class CertificateError extends Error {
  override name = 'CertificateError';
}

/** Renewed files are noticed by looking this often: notices of the file system are lost on network drives. */
const LOOK_EVERY = 30_000;

/** The hall's certificate and key, read again when they are renewed; a pair that does not fit leaves the one before. */
export class Certificate {
  readonly #paths: CertificatePaths;
  readonly #servers = new Set<TlsServer>();
  readonly #look = (): void => void this.renew();
  #pair: { cert: Buffer; key: Buffer };

  /** Throws CertificateError when the files cannot be read or do not belong together. */
  constructor(paths: CertificatePaths, lookEvery = LOOK_EVERY) {
    this.#paths = paths;
    this.#pair = this.#read();
    for (const path of [paths.cert, paths.key]) watchFile(path, { interval: lookEvery, persistent: false }, this.#look);
  }

  get pair(): { cert: Buffer; key: Buffer } {
    return this.#pair;
  }

  /** Keeps a server on the newest pair; lines that are open stay as they are. */
  serve(server: TlsServer): void {
    this.#servers.add(server);
  }

  /** False: what stands in the files now is no pair. */
  renew(): boolean {
    try {
      this.#pair = this.#read();
    } catch (error) {
      // Between writing the certificate and its key they do not fit: looked at again at the next change.
      log.error('certificate not renewed', error);
      return false;
    }
    for (const server of this.#servers) server.setSecureContext(this.#pair);
    log.info('certificate renewed');
    return true;
  }

  close(): void {
    for (const path of [this.#paths.cert, this.#paths.key]) unwatchFile(path, this.#look);
    this.#servers.clear();
  }

  #read(): { cert: Buffer; key: Buffer } {
    try {
      const pair = { cert: readFileSync(this.#paths.cert), key: readFileSync(this.#paths.key) };
      createSecureContext(pair);
      return pair;
    } catch (error) {
      throw new CertificateError(error instanceof Error ? error.message : String(error));
    }
  }
}
