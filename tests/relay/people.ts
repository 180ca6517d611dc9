import { createHash, randomBytes } from 'node:crypto';
import { PASSWORD, type TestRelay } from './start-relay.ts';

export interface Answer {
  status: number;
  body: Record<string, unknown>;
  cookies: string[];
}

/** A browser profile: its cookies, its incarnation, and where it sends requests. */
export class Browser {
  readonly incarnation: string;
  readonly #relay: TestRelay;
  readonly #cookies = new Map<string, string>();
  origin: string | null;

  constructor(relay: TestRelay, incarnation = randomBytes(15).toString('base64url')) {
    this.#relay = relay;
    this.incarnation = incarnation;
    this.origin = relay.base;
  }

  get headers(): Record<string, string> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { ...(cookie ? { cookie } : {}), ...(this.origin === null ? {} : { origin: this.origin }) };
  }

  get relay(): TestRelay {
    return this.#relay;
  }

  /** The same profile after the relay came back on another port. */
  at(relay: TestRelay): Browser {
    const moved = new Browser(relay, this.incarnation);
    for (const [name, value] of this.#cookies) moved.#cookies.set(name, value);
    return moved;
  }

  get = (path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    this.#ask('GET', path, undefined, headers);
  post = (path: string, body: unknown = {}): Promise<Answer> =>
    this.#ask('POST', path, typeof body === 'string' ? body : JSON.stringify(body));
  remove = (path: string): Promise<Answer> => this.#ask('DELETE', path);

  async signIn(account: string, password = PASSWORD): Promise<this> {
    const answer = await this.trySignIn(account, password);
    if (answer.status !== 200) throw new Error(`sign-in of ${account}: ${JSON.stringify(answer.body)}`);
    return this;
  }

  trySignIn(account: string, password: string): Promise<Answer> {
    return this.post('/api/session', { account, password, incarnation: this.incarnation });
  }

  async #ask(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(`${this.#relay.base}${path}`, {
      method,
      headers: { ...this.headers, ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const cookies = response.headers.getSetCookie();
    for (const cookie of cookies) {
      const [pair = ''] = cookie.split(';');
      const [name = '', value = ''] = pair.split('=');
      this.#cookies.set(name, value);
    }
    const text = await response.text();
    return { status: response.status, body: text ? (JSON.parse(text) as Record<string, unknown>) : {}, cookies };
  }
}

/** A PC with a person signed in. */
export function pc(relay: TestRelay, account: string): Promise<Browser> {
  return new Browser(relay).signIn(account);
}

/** A kiosk paired by its one-time link, or another one by code. */
export async function pairedKiosk(relay: TestRelay): Promise<Browser> {
  const browser = new Browser(relay);
  const token = await relay.relay.devices.newLink('kiosk', 'K9');
  const answer = await browser.post('/api/pairings/claim', {
    token,
    incarnation: browser.incarnation,
    surface: 'kiosk',
  });
  if (answer.status !== 200) throw new Error(`pairing: ${JSON.stringify(answer.body)}`);
  return browser;
}

export function newToken(): { token: string; tokenHash: string } {
  const token = randomBytes(16).toString('base64url');
  return { token, tokenHash: createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url') };
}

/** A matter of a queue of the open hall. */
export function codeOf(relay: TestRelay, queue = 'B'): string {
  const route = Object.entries(relay.relay.hall.setup.routes).find(([, target]) => target === queue);
  return route?.[0] ?? '';
}

/** A kiosk's row for a number. */
export function takeRow(relay: TestRelay, kiosk: Browser, n: number, extra: Record<string, unknown> = {}): string {
  const { tokenHash } = newToken();
  const body = {
    day: relay.relay.hall.engine.state.day,
    code: codeOf(relay),
    care: false,
    tokenHash,
    channel: 'kiosk',
    ...extra,
  };
  return JSON.stringify({
    id: `${kiosk.incarnation}.${n}`,
    after: null,
    class: 'request',
    kind: 'take',
    setup: 1,
    staff: null,
    at: relay.wall.now,
    body,
  });
}
