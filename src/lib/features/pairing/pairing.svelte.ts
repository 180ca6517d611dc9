import { answerCode } from '../live/answer.ts';

const POLL = 2000;

export type PairedSurface = 'kiosk' | 'board';

interface Asked {
  id: string;
  secret: string;
  code: string;
}

/** Joins an unpaired screen to the hall: six digits here, a supervisor's confirmation there. */
export class Pairing {
  phase = $state<'asking' | 'shown' | 'gone' | 'offline' | 'throttled' | 'revoked'>('asking');
  code = $state('');

  #asked: Asked | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = true;
  readonly #surface: PairedSurface;
  readonly #incarnation: () => Promise<string>;
  readonly #onpaired: () => void;

  constructor(surface: PairedSurface, incarnation: () => Promise<string>, onpaired: () => void) {
    this.#surface = surface;
    this.#incarnation = incarnation;
    this.#onpaired = onpaired;
  }

  start(): () => void {
    this.#stopped = false;
    void this.#ask();
    return () => {
      this.#stopped = true;
      clearTimeout(this.#timer);
    };
  }

  fresh(): void {
    clearTimeout(this.#timer);
    this.phase = 'asking';
    void this.#ask();
  }

  async #ask(): Promise<void> {
    try {
      const response = await post('/api/pairings', {
        surface: this.#surface,
        incarnation: await this.#incarnation(),
      });
      if (this.#stopped) return;
      if (response.status === 429) return this.#later('throttled', 15_000, () => void this.#ask());
      if (response.status === 403) return this.#later('revoked', 15_000, () => void this.#ask());
      if (!response.ok) return this.#later('offline', 3000, () => void this.#ask());
      const asked = (await response.json()) as Asked;
      this.#asked = asked;
      this.code = asked.code;
      this.#later('shown', POLL, () => void this.#poll());
    } catch {
      this.#later('offline', 3000, () => void this.#ask());
    }
  }

  async #poll(): Promise<void> {
    const asked = this.#asked;
    if (!asked || this.#stopped) return;
    try {
      const response = await fetch(`/api/pairings/${encodeURIComponent(asked.id)}`, {
        cache: 'no-store',
        headers: { 'x-pairing-secret': asked.secret },
      });
      if (this.#stopped) return;
      const { state } = response.ok
        ? ((await response.json()) as { state: 'pending' | 'confirmed' | 'gone' })
        : { state: response.status === 404 || response.status === 410 ? ('gone' as const) : ('pending' as const) };
      if (state === 'confirmed') return this.#onpaired();
      if (state === 'gone') {
        this.phase = 'gone';
        return;
      }
      this.#later('shown', POLL, () => void this.#poll());
    } catch {
      // The digits stay valid while the line is gone.
      this.#later('offline', POLL, () => void this.#poll());
    }
  }

  #later(phase: Pairing['phase'], after: number, next: () => void): void {
    if (this.#stopped) return;
    this.phase = phase;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(next, after);
  }
}

export type Claim = 'none' | 'paired' | 'invalid' | 'offline';

/** Opens a one-time link, `/kiosk#pair=<token>`, and takes the token out of the address. */
export async function claimFromAddress(
  surface: PairedSurface,
  incarnation: () => Promise<string>,
  forget: () => void,
): Promise<Claim> {
  const token = /^#pair=([\w-]+)$/.exec(location.hash)?.[1];
  if (token === undefined) return 'none';
  try {
    const response = await post('/api/pairings/claim', { token, incarnation: await incarnation(), surface });
    if (response.ok) {
      forget();
      return 'paired';
    }
    const code = await answerCode(response);
    // Only a refused token is used up; a hall that is not there yet may still take it after a reload.
    if (code !== 'pairing-code-invalid') return 'offline';
    forget();
    return 'invalid';
  } catch {
    return 'offline';
  }
}

function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(8000),
  });
}
