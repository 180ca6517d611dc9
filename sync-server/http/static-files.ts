import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv, { type Options } from 'sirv';
import { documentPolicy } from './security-headers.ts';

export type ServeFile = (request: IncomingMessage, response: ServerResponse) => void;

export interface StaticFiles {
  /** Every unknown path is the one shell (`200.html`). */
  inside: ServeFile;
  /** The pages of applicants and what they are made of; anything else is 404. */
  outside: ServeFile;
}

const OUTSIDE_PAGE = /^\/(r(\/[\w-]*)?|book\/?)$/;
const OUTSIDE_FILE = /^\/(_app\/[\w./-]+|icon\.svg|manifest\.webmanifest)$/;

/** The built app. What its pages may run is its own files and the one inline script that starts it, by hash. */
export function staticFiles(directory: string): StaticFiles {
  const shell = join(directory, '200.html');
  if (!existsSync(shell)) {
    const serve: ServeFile = (_request, response) => {
      response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('程序还没有构建：请运行 npm start。 Not built yet: run npm start.\n');
    };
    return {
      inside: serve,
      outside: (request, response) => (isOutside(request) ? serve : notFound)(request, response),
    };
  }
  const hashes = hashesOf(readFileSync(shell, 'utf8'));
  const options: Options = {
    gzip: true,
    brotli: true,
    setHeaders: (response, path) => {
      const immutable = path.startsWith('/_app/immutable/');
      response.setHeader('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
      // Nobody needs the hour at which a file was sent that never changes.
      response.sendDate = !immutable;
      // Nor that a line stays open, which HTTP/1.1 means by itself.
      if (response.req.httpVersion === '1.1') response.removeHeader('connection');
      if (immutable) {
        // On every small file the rest would only weigh on a phone. A worker is governed by what stands here.
        response.setHeader('content-security-policy', "frame-ancestors 'self'");
        response.removeHeader('permissions-policy');
        // Nobody asks whether it changed since: an empty list is no line.
        response.setHeader('last-modified', []);
        return;
      }
      response.setHeader('content-security-policy', documentPolicy(hashes, response.req.headers.host ?? ''));
      response.setHeader('cross-origin-opener-policy', 'same-origin');
    },
  };
  const withShell = sirv(directory, { ...options, single: '200.html' });
  const filesOnly = sirv(directory, options);
  const serve =
    (handler: ReturnType<typeof sirv>): ServeFile =>
    (request, response) => {
      // Nothing here is worth a part of; a range that makes no sense would throw in the file reader.
      delete request.headers.range;
      // A file that vanishes under a running relay (a new build) ends its answer, not the relay.
      response.on('pipe', (source: NodeJS.ReadableStream) => source.on('error', () => response.destroy()));
      handler(request, response, () => notFound(request, response));
    };
  const inside = serve(withShell);
  const file = serve(filesOnly);
  return {
    inside: (request, response) => (isReading(request) ? inside : notFound)(request, response),
    outside: (request, response) => {
      if (!isOutside(request)) notFound(request, response);
      else (OUTSIDE_PAGE.test(pathOf(request)) ? inside : file)(request, response);
    },
  };
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?')[0] ?? '';
}

function isReading({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

function isOutside(request: IncomingMessage): boolean {
  const path = pathOf(request);
  return isReading(request) && (OUTSIDE_PAGE.test(path) || (OUTSIDE_FILE.test(path) && !path.includes('..')));
}

function notFound(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(404, { 'cache-control': 'no-store' }).end();
}

/** Of the inline scripts that the shell needs to start. */
function hashesOf(html: string): string[] {
  const scripts = [...html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '');
  return scripts.filter(Boolean).map((script) => createHash('sha256').update(script).digest('base64'));
}
