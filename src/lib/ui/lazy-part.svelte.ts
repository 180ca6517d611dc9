import type { Component } from 'svelte';

/** A part of a page that is rarely needed at once: fetched when it is first asked for, and again after a cut line. */
export class LazyPart<Props extends Record<string, unknown>> {
  component = $state.raw<Component<Props> | null>(null);
  hasFailed = $state(false);
  readonly #load: () => Promise<{ default: Component<Props> }>;
  #isAsked = false;

  constructor(load: () => Promise<{ default: Component<Props> }>) {
    this.#load = load;
  }

  ask(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.hasFailed = false;
    this.#load().then(
      ({ default: component }) => (this.component = component),
      () => {
        this.#isAsked = false;
        this.hasFailed = true;
      },
    );
  }
}
