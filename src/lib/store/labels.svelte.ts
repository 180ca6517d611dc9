import { SvelteMap } from 'svelte/reactivity';
import { applicantName, maskApplicant } from '#lib/domain/index.ts';
import { ask } from './api.ts';
import type { DossierShelf, ShelfHall } from './dossier-shelf.svelte.ts';

/** Whose a dossier is, for lists: the name for staff, the masked form for screens that others see. */
export interface Label {
  name: string;
  masked: string;
}

interface KeptLabel extends Label {
  /** Epoch ms, hall clock. */
  deleteBy: number;
}

const KEPT = 'labels:';
const AT_ONCE = 100;
/** Names are still being typed: asked again so often while somebody looks. */
const AGAIN = 30_000;
const KEEP = 36 * 3_600_000;

/** Names for lists, asked for in batches and kept on this device until their date. */
export class Labels {
  readonly #hall: ShelfHall;
  readonly #shelf: DossierShelf;
  readonly #labels = new SvelteMap<string, KeptLabel>();
  readonly #asked = new Map<string, number>();
  #wanted = new Set<string>();
  #place = '';

  constructor(hall: ShelfHall, shelf: DossierShelf) {
    this.#hall = hall;
    this.#shelf = shelf;
    shelf.onErased((ids) => void this.#drop(ids));
  }

  /** Reactive; null while it is not known. Asks the hall by itself. */
  of(id: string): Label | null {
    const own = this.#shelf.opened(id);
    const name = own ? applicantName(own.content) : '';
    if (name !== '') return { name, masked: maskApplicant(name) };
    this.#want(id);
    const known = this.#labels.get(id);
    return known ? { name: known.name, masked: known.masked } : null;
  }

  /** What this device knows of this hall; the rest, and what is past its date, goes. */
  async load(): Promise<void> {
    const db = this.#hall.db();
    const place = this.#hall.place();
    if (!db) return;
    if (place !== this.#place) {
      this.#labels.clear();
      this.#asked.clear();
      this.#place = place;
    }
    for (const { key, value } of await db.entries<Record<string, KeptLabel>>(KEPT)) {
      if (key !== KEPT + place) await db.remove(key).catch(() => undefined);
      else
        for (const [id, label] of Object.entries(value))
          if (label.deleteBy > this.#hall.now()) this.#labels.set(id, label);
    }
    await this.#keep();
  }

  forget(): void {
    this.#labels.clear();
    this.#asked.clear();
  }

  /** An erased dossier has no name any more. */
  async #drop(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#labels.delete(id);
    await this.#keep();
  }

  #want(id: string): void {
    if (!this.#hall.isUp() || Date.now() - (this.#asked.get(id) ?? 0) < AGAIN) return;
    this.#asked.set(id, Date.now());
    this.#wanted.add(id);
    if (this.#wanted.size === 1) queueMicrotask(() => void this.#ask());
  }

  async #ask(): Promise<void> {
    const wanted = [...this.#wanted];
    this.#wanted = new Set();
    for (let from = 0; from < wanted.length; from += AT_ONCE) {
      const ids = wanted.slice(from, from + AT_ONCE);
      const answer = await ask<Record<string, Label>>('GET', `/api/dossiers/labels?ids=${ids.join(',')}`);
      if (!answer.ok) {
        for (const id of ids) this.#asked.delete(id);
        return;
      }
      const now = this.#hall.now();
      for (const [id, { name, masked }] of Object.entries(answer.value))
        this.#labels.set(id, { name, masked, deleteBy: now + KEEP });
    }
    await this.#keep();
  }

  async #keep(): Promise<void> {
    // A list without names is a nuisance, not a loss.
    await this.#hall
      .db()
      ?.put(KEPT + this.#place, Object.fromEntries(this.#labels))
      .catch(() => undefined);
  }
}
