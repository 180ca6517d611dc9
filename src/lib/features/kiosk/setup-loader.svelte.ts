import type { Setup } from '#lib/domain/setup/setup.ts';
import type { SessionView } from '#lib/domain/views/session-view.ts';
import { keep, kept } from '../live/board-cache.ts';

const SESSION = 'kiosk-session';

interface KeptSession {
  publicUrl: string;
  deviceLabel: string;
  wallOffset?: number;
}

/** The published setup the hall works by now: immutable, so a kept copy is as good as a fresh one. */
export class SetupLoader {
  setup = $state.raw<Setup | null>(null);
  version = $state(0);
  failed = $state(false);
  publicUrl = $state('');
  deviceLabel = $state('');

  /** The relay's wall clock minus this machine's. */
  #wallOffset = 0;
  #loading = 0;
  #firstSetup: () => void = () => undefined;
  readonly #hasSetup = new Promise<void>((resolve) => {
    this.#firstSetup = resolve;
  });
  #session: Promise<void> | null = null;

  wallNow(): number {
    return Date.now() + this.#wallOffset;
  }

  /** Resolves when there is a setup to work by and the session was asked for. */
  async ready(): Promise<void> {
    await Promise.all([this.#hasSetup, this.#session]);
  }

  async want(version: number): Promise<void> {
    if (version === this.version || version === this.#loading) return;
    this.#loading = version;
    try {
      this.setup = await published(version);
      this.version = version;
      this.#firstSetup();
      this.failed = false;
    } catch {
      this.failed = true;
    } finally {
      this.#loading = 0;
    }
  }

  /** Where QR codes lead and what this machine is called. */
  loadSession(): Promise<void> {
    this.#session = this.#askSession();
    return this.#session;
  }

  async #askSession(): Promise<void> {
    try {
      const response = await fetch('/api/session', { cache: 'no-store', signal: AbortSignal.timeout(5000) });
      if (!response.ok) throw new Error(String(response.status));
      const session = (await response.json()) as SessionView;
      this.#wallOffset = session.wall - Date.now();
      this.publicUrl = session.publicUrl;
      this.deviceLabel = session.device?.label ?? '';
      const { publicUrl, deviceLabel } = this;
      await keep(SESSION, { publicUrl, deviceLabel, wallOffset: this.#wallOffset } satisfies KeptSession);
    } catch {
      const last = await kept<KeptSession>(SESSION).catch(() => undefined);
      this.#wallOffset = last?.wallOffset ?? 0;
      this.publicUrl = last?.publicUrl ?? '';
      this.deviceLabel = last?.deviceLabel ?? '';
    }
  }
}

async function published(version: number): Promise<Setup> {
  const key = `setup-${version}`;
  const known = await kept<Setup>(key).catch(() => undefined);
  if (known) return known;
  const response = await fetch(`/api/setup/${version}`, { signal: AbortSignal.timeout(8000) });
  if (!response.ok) throw new Error(String(response.status));
  const setup = (await response.json()) as Setup;
  await keep(key, setup).catch(() => undefined);
  return setup;
}
