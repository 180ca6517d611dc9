import type { FormDefinition } from '#lib/domain/index.ts';
import { pageOfPath } from './form-pages.ts';

/** Where the eye is in a form: which page, which row of a list, which material; and where it is to go next. */
export class FormPlace {
  readonly #form: () => FormDefinition | null;
  #page = $state(0);
  #rows = $state.raw<Readonly<Record<string, string | null>>>({});
  #material = $state<string | null>(null);
  /** A new object for each wish: going to the same place twice is going there twice. */
  #wanted = $state.raw<{ path: string } | null>(null);

  constructor(form: () => FormDefinition | null) {
    this.#form = form;
  }

  get page(): number {
    return this.#page;
  }

  show(page: number): void {
    this.#page = page;
  }

  /** The row of a list that is open for editing. */
  rowOf(list: string): string | null {
    return this.#rows[list] ?? null;
  }

  openRow(list: string, row: string | null): void {
    this.#rows = { ...this.#rows, [list]: row };
  }

  /** The material whose details are open. */
  get material(): string | null {
    return this.#material;
  }

  openMaterial(key: string | null): void {
    this.#material = key;
  }

  /** The field that shall take the focus; taken by `arrived`. */
  get wanted(): string | null {
    return this.#wanted?.path ?? null;
  }

  /** Shows the page, row or material of a path and puts the focus there. */
  go(path: string): void {
    const target = path === 'agent' ? 'materials/poa' : path;
    const [head = '', row, field] = target.split('/');
    if (head === 'materials') this.#material = row ?? null;
    else {
      const form = this.#form();
      const page = form ? pageOfPath(form, target) : -1;
      if (page >= 0) this.#page = page;
      if (row !== undefined && field !== undefined) this.openRow(head, row);
    }
    this.#wanted = { path: target };
  }

  arrived(path: string): void {
    if (this.#wanted?.path === path) this.#wanted = null;
  }
}
