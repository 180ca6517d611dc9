import type { IncomingMessage, ServerResponse } from 'node:http';
import { callerOf } from './caller.ts';
import { isSameOrigin } from './cookies.ts';
import { refuse } from './reply.ts';

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** Named parts of the path. */
  params: Record<string, string>;
  /** Whose request it is (`callerOf`), for rations only; never logged with what it did. */
  address: string;
}

export type Handler = (exchange: Exchange) => Promise<void> | void;
export type Route = [method: string, path: string, handler: Handler];

/** Finds the route of a request by method and path; `:name` is one path segment. */
export class Router {
  readonly #routes: { method: string; pattern: RegExp; names: string[]; handler: Handler }[];

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map(([method, path, handler]) => ({
      method,
      names: [...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? ''),
      pattern: new RegExp(`^${path.replace(/:\w+/g, '([^/]+)')}$`),
      handler,
    }));
  }

  /** True when the request was one of ours, answered or refused. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (!path.startsWith('/api/')) return false;
    const found = this.#routes.find((route) => route.method === request.method && route.pattern.test(path));
    if (!found) {
      refuse(response, 'bad-request', { field: 'path' });
      return true;
    }
    if (request.method !== 'GET' && !isSameOrigin(request)) {
      refuse(response, 'origin-not-allowed');
      return true;
    }
    const params: Record<string, string> = {};
    const values = found.pattern.exec(path) ?? [];
    try {
      found.names.forEach((name, index) => {
        params[name] = decodeURIComponent(values[index + 1] ?? '');
      });
    } catch {
      refuse(response, 'bad-request', { field: 'path' });
      return true;
    }
    try {
      await found.handler({ request, response, params, address: callerOf(request) });
    } catch (error) {
      console.error(request.method, path.split('/').slice(0, 3).join('/'), error);
      if (!response.headersSent) refuse(response, 'internal-error');
      else response.destroy();
    }
    return true;
  }
}
