import type { DossierRoom } from '#lib/store/dossier-room.svelte.ts';
import type { HallStore } from '#lib/store/hall-store.svelte.ts';

/** A field that was changed after acceptance: who, when (epoch ms), and what stood there when the matter was accepted. */
export interface Amendment {
  by: string;
  at: number;
  was: string;
}

const PREFIX = 'amended:';

/**
 * Corrections after acceptance. The accepted state stays as it was frozen; a later change is merged
 * like any other and stays visible as one.
 */
export class Amendments {
  readonly #hall: HallStore;
  readonly #room: DossierRoom;
  #isOpen = $state(false);

  constructor(hall: HallStore, room: DossierRoom) {
    this.#hall = hall;
    this.#room = room;
  }

  /** Somebody here has asked for a correction; it ends with the page. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  open(): void {
    this.#isOpen = true;
  }

  of(path: string): Amendment | null {
    const mark = this.#room.mark(keyOf(path));
    return isAmendment(mark) ? mark : null;
  }

  /** Before a change: what was accepted is kept once, whoever changes it again. */
  note(path: string, was: string): void {
    if (!this.#isOpen || this.of(path)) return;
    const by = this.#hall.session?.staff?.account ?? '';
    this.#room.setMark(keyOf(path), { by, at: this.#hall.now(), was } satisfies Amendment);
  }
}

/** Names of marks have no slash. */
function keyOf(path: string): string {
  return PREFIX + path.replaceAll('/', ':');
}

function isAmendment(value: unknown): value is Amendment {
  if (typeof value !== 'object' || value === null) return false;
  const { by, at, was } = value as Record<string, unknown>;
  return typeof by === 'string' && typeof at === 'number' && typeof was === 'string';
}
