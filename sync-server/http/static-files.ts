import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';

/**
 * The built app. Every unknown path is the one shell (`200.html`); what the shell may run is its
 * own files and the one inline script that starts it, by hash.
 */
export function staticFiles(directory: string): (request: IncomingMessage, response: ServerResponse) => void {
  const shell = join(directory, '200.html');
  if (!existsSync(shell)) {
    return (_request, response) => {
      response.writeHead(503, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('程序还没有构建：请运行 npm start。 Not built yet: run npm start.\n');
    };
  }
  const policy = contentPolicy(readFileSync(shell, 'utf8'));
  const serve = sirv(directory, {
    single: '200.html',
    gzip: true,
    brotli: true,
    setHeaders: (response, path) => {
      const immutable = path.startsWith('/_app/immutable/');
      response.setHeader('cache-control', immutable ? 'public, max-age=31536000, immutable' : 'no-cache');
      response.setHeader('x-content-type-options', 'nosniff');
      // Nobody needs the hour at which a file was sent that never changes.
      response.sendDate = !immutable;
      if (immutable) return;
      // A policy governs documents and workers; on every small file it would only weigh on a phone.
      response.setHeader('content-security-policy', policy);
      response.setHeader('referrer-policy', 'no-referrer');
      response.setHeader('cross-origin-opener-policy', 'same-origin');
    },
  });
  return (request, response) => {
    // Nothing here is worth a part of; a range that makes no sense would throw in the file reader.
    delete request.headers.range;
    // A file that vanishes under a running relay (a new build) ends its answer, not the relay.
    response.on('pipe', (source: NodeJS.ReadableStream) => source.on('error', () => response.destroy()));
    serve(request, response, () => {
      response.writeHead(404).end();
    });
  };
}

function contentPolicy(html: string): string {
  const scripts = [...html.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)]
    .map((match) => match[1] ?? '')
    .filter(Boolean);
  const hashes = scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return [
    "default-src 'self'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    // A printed page is shown to the browser's own printer dialogue from memory.
    "frame-src 'self' blob:",
    "object-src 'self' blob:",
    "connect-src 'self' ws: wss:",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
  ].join('; ');
}
