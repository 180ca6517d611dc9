import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { RefusalCode } from '#lib/domain/index.ts';
import { log } from '../log.ts';
import type { Certificate } from './certificate.ts';
import { refuse } from './reply.ts';
import type { Router } from './router.ts';
import { secureHeaders } from './security-headers.ts';
import type { StaticFiles } from './static-files.ts';

/** How long somebody may take, ms, and how many may be here at once. */
export interface DoorLimits {
  /** For the lines before a request's body, and for all of it. */
  headers: number;
  request: number;
  /** How often they are looked for. */
  check: number;
  connections: number;
}

/** A page has some sixty files; a setup of four megabytes over a slow line takes half a minute. */
const LIMITS: DoorLimits = { headers: 10_000, request: 60_000, check: 5000, connections: 5000 };
const LARGEST_HEADERS = 16 * 1024;
const HANDSHAKE = 10_000;
/** What somebody who is turned away may take to hear so. */
const FAREWELL = 500;

export interface DoorOptions {
  router: Router;
  files: StaticFiles;
  certificate: Certificate | null;
  /** Why a request has to come later, if it has to. */
  notNow?: (request: IncomingMessage) => RefusalCode | null;
  limits?: Partial<DoorLimits>;
}

/**
 * The two ways in. `inside`: everything, for the hall's own network. `outside`: what phones need (the table says which
 * routes), where nobody is known by a cookie and there is no websocket.
 */
export function openDoor(
  from: 'inside' | 'outside',
  { router, files, certificate, notNow, limits }: DoorOptions,
): Server {
  const answer: RequestListener = (request, response) => {
    // What is written to an answer that has its end is a fault of ours: it costs that line, and never the hall.
    response.on('error', () => request.socket.destroy());
    secureHeaders(response, certificate !== null);
    if (from === 'outside') delete request.headers.cookie;
    const later = notNow?.(request) ?? null;
    if (later) {
      refuse(response, later);
      return;
    }
    router
      .handle(request, response, from)
      .then((handled) => {
        if (!handled) files[from](request, response);
      })
      .catch((error: unknown) => {
        // One request, whatever it is, never ends the hall.
        log.error('request failed', error);
        response.destroy();
      });
  };
  const { headers, request, check, connections } = { ...LIMITS, ...limits };
  const options = {
    headersTimeout: headers,
    requestTimeout: request,
    connectionsCheckingInterval: check,
    maxHeaderSize: LARGEST_HEADERS,
  };
  let server: Server;
  if (certificate) {
    const secured = createTlsServer({ ...options, ...certificate.pair, handshakeTimeout: HANDSHAKE }, answer);
    certificate.serve(secured);
    server = secured;
  } else server = createServer(options, answer);
  server.maxConnections = connections;
  if (from === 'outside')
    server.on('upgrade', (_request: IncomingMessage, socket: Duplex) => turnAway(socket, '404 Not Found'));
  return server;
}

/**
 * Refuses a websocket. Nobody else listens to a socket that was taken from the HTTP server, nor closes it: a client that
 * keeps its side open would hold a place at the door for ever.
 */
export function turnAway(socket: Duplex, status: '403 Forbidden' | '404 Not Found'): void {
  const letGo = (): void => void socket.destroy();
  socket.on('error', letGo);
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`, letGo);
  // Who reads nothing never has it all.
  setTimeout(letGo, FAREWELL).unref();
}
