/** Resolves true once `check` holds, false when it does not within so many ms. Reactive: nothing is polled. */
export function settled(check: () => boolean, within: number): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (held: boolean): void => {
      clearTimeout(timer);
      stop();
      resolve(held);
    };
    const timer = setTimeout(() => finish(check()), within);
    const stop = $effect.root(() => {
      $effect(() => {
        // An effect cannot end its own root while it runs.
        if (check()) queueMicrotask(() => finish(true));
      });
    });
  });
}
