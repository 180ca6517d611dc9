export interface FormProbe {
  /** Starts a measurement: from the next key to a form with so many inputs, painted; ms. */
  armOpening(inputs: number): void;
  opened(): Promise<number>;
  /** Of every character typed since the last call: key to painted text, and key to the end of all handlers, ms. */
  keys(): { painted: number; handled: number }[];
}

declare global {
  var formBench: FormProbe | undefined;
}

/** Runs in the page before the app. `form`: the name of the form's region. */
export function installFormProbe({ form }: { form: string }): void {
  let keyAt = 0;
  let opening: Promise<number> | null = null;
  let typed: { painted: number; handled: number }[] = [];
  addEventListener('keydown', (event) => (keyAt = event.timeStamp), true);
  // A frame's callbacks run before it is painted; a message posted there is heard after.
  const painted = (): Promise<number> =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(null);
      });
    });
  // The last to hear of it: what the app does with a key is done, its effects follow in a microtask.
  addEventListener('input', () => {
    const from = keyAt;
    queueMicrotask(() => {
      const handled = performance.now() - from;
      void painted().then((at) => typed.push({ painted: at - from, handled }));
    });
  });
  globalThis.formBench = {
    armOpening: (inputs) => {
      keyAt = 0;
      opening = new Promise((resolve) => {
        const look = (): void => {
          const region = document.querySelector(`section[aria-label="${form}"]`);
          if ((region?.querySelectorAll('input, textarea, select').length ?? 0) < inputs) return;
          observer.disconnect();
          const from = keyAt;
          void painted().then((at) => resolve(at - from));
        };
        const observer = new MutationObserver(look);
        observer.observe(document, { subtree: true, childList: true });
        look();
      });
    },
    opened: () => opening ?? Promise.reject(new Error('not armed')),
    keys: () => {
      const taken = typed;
      typed = [];
      return taken;
    },
  };
}
