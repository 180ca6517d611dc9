export type WindowScreen = 'idle' | 'called' | 'serving' | 'other';

export interface Seen {
  /** From the key's own time stamp to the painted frame; null without a key. */
  sinceKey: number | null;
  /** Epoch ms of the key before, and of the frame. */
  keyAt: number;
  paintedAt: number;
}

export interface Probe {
  screen(): WindowScreen;
  canCall(): boolean;
  /** Labels of the queue column, in order. */
  queue(): string[];
  /** Waits for a screen, or for a label to leave the queue; the answer is taken by `seen`. */
  arm(wanted: { screen: WindowScreen } | { gone: string }): void;
  seen(): Promise<Seen>;
}

declare global {
  var bench: Probe | undefined;
}

/** Runs in the page before the app: watches keys, what the screen shows, and when it was painted. */
export function installProbe(words: { arrived: string; callNext: string; queue: string }): void {
  let key = 0;
  let result: Promise<Seen> | null = null;
  const epoch = (time: number): number => Date.now() - (performance.now() - time);
  addEventListener(
    'keydown',
    (event) => {
      if (!['Control', 'Shift', 'Alt'].includes(event.key)) key = event.timeStamp;
    },
    true,
  );
  const button = (text: string): HTMLButtonElement | undefined =>
    [...document.querySelectorAll<HTMLButtonElement>('main button')].find((one) => one.textContent.includes(text));
  const queue = (): string[] =>
    [...document.querySelectorAll(`section[aria-label="${words.queue}"] ol li b`)].map((one) => one.textContent);
  const screen = (): WindowScreen => {
    if (document.querySelector('main section.bar')) return button(words.arrived) ? 'called' : 'serving';
    return button(words.callNext) ? 'idle' : 'other';
  };
  // A frame's callbacks run before it is painted; a message posted there is heard after.
  const painted = (): Promise<number> =>
    new Promise((resolve) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.now());
        channel.port2.postMessage(null);
      });
    });
  globalThis.bench = {
    screen,
    queue,
    canCall: () => {
      const call = button(words.callNext);
      return (
        screen() === 'idle' && call !== undefined && !call.disabled && call.getAttribute('aria-disabled') !== 'true'
      );
    },
    arm: (wanted) => {
      const isSo = (): boolean => ('screen' in wanted ? screen() === wanted.screen : !queue().includes(wanted.gone));
      key = 0;
      result = new Promise((resolve) => {
        const look = (): void => {
          if (!isSo()) return;
          observer.disconnect();
          void painted().then((at) =>
            resolve({ sinceKey: key === 0 ? null : at - key, keyAt: epoch(key), paintedAt: epoch(at) }),
          );
        };
        const observer = new MutationObserver(look);
        observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
        look();
      });
    },
    seen: () => result ?? Promise.reject(new Error('not armed')),
  };
}
