import type { IncomingMessage, ServerResponse } from 'node:http';
import { routeAccess, type RouteAccess, type RouteName } from '#lib/domain/index.ts';
import type { Account } from '../identity/accounts.ts';
import type { Device } from '../identity/devices.ts';
import { log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Admission } from './admission.ts';
import { callerOf } from './caller.ts';
import { isForeign, isSameOrigin } from './cookies.ts';
import { refusalOf, refuse } from './reply.ts';

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** Named parts of the path. */
  params: Record<string, string>;
  /** Whose request it is (`callerOf`), for rations only; never logged with what it did. */
  address: string;
  /** Who is signed in; null: nobody. */
  person: Account | null;
  /** The browser profile as the hall knows it; null: it does not belong to the hall. */
  device: Device | null;
}

export type Handler = (exchange: Exchange) => Promise<void> | void;
export type Route = [method: string, path: string, handler: Handler];

interface Served {
  name: RouteName;
  access: RouteAccess;
  method: string;
  pattern: RegExp;
  names: string[];
  handler: Handler;
}

/** Finds the route of a request by method and path; `:name` is one path segment. Who may use it stands in `routeAccess`. */
export class Router {
  readonly #routes: Served[];
  readonly #admission: Admission;
  readonly #metrics: Metrics;

  /** Throws on a route that is not in the table, or is there twice. */
  constructor(routes: readonly Route[], admission: Admission, metrics: Metrics) {
    this.#admission = admission;
    this.#metrics = metrics;
    this.#routes = routes.map(([method, path, handler]) => ({
      name: nameOf(method, path),
      access: routeAccess[nameOf(method, path)],
      method,
      names: [...path.matchAll(/:(\w+)/g)].map((match) => match[1] ?? ''),
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replace(/:\w+/g, '([^/]+)')}$`),
      handler,
    }));
    if (new Set(this.names).size < routes.length) throw new Error('a route is served twice');
  }

  /** Every route that is served, as the table names it. */
  get names(): RouteName[] {
    return this.#routes.map(({ name }) => name);
  }

  /**
   * True when the request was one of ours, answered or refused. From `outside` the routes of the inside are not there,
   * and nobody is known by a cookie.
   */
  async handle(request: IncomingMessage, response: ServerResponse, from: 'inside' | 'outside'): Promise<boolean> {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const found = this.#routes.find(
      (route) =>
        route.method === request.method && (from === 'inside' || route.access.outside) && route.pattern.test(path),
    );
    response.on('close', () => this.#metrics.answered(found?.name ?? 'file', response.statusCode, refusalOf(response)));
    if (!found) {
      if (!path.startsWith('/api/') || from === 'outside') return false;
      refuse(response, 'bad-request', { field: 'path' });
      return true;
    }
    if (request.method === 'GET' ? isForeign(request) : !isSameOrigin(request)) {
      refuse(response, 'origin-not-allowed');
      return true;
    }
    const admitted = this.#admission.admit(request, found.access.who);
    if (!admitted.ok) {
      refuse(response, admitted.code);
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
      await found.handler({ request, response, params, address: callerOf(request), ...admitted.value });
    } catch (error) {
      log.error('request failed', error, { route: found.name });
      if (!response.headersSent) refuse(response, 'internal-error');
      else response.destroy();
    }
    return true;
  }
}

function nameOf(method: string, path: string): RouteName {
  const name = `${method} ${path}`;
  if (!(name in routeAccess)) throw new Error(`${name} is not in the table of routes (domain/access/routes.ts)`);
  return name as RouteName;
}

/** The signed-in person of a route that is for people alone. */
export function personOf({ person }: Exchange): Account {
  if (!person) throw new Error('a route for people has a person');
  return person;
}
