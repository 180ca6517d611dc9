import type { WebsocketProvider } from 'y-websocket';

/** The first pause is the stock client's; it doubles with each attempt, up to the longest, ms. */
const FIRST = 200;
const LONGEST = 3000;

/**
 * How long a device waits before it tries again, ms, after `attempts` that failed: somewhere in the upper two thirds
 * of the pause. A relay that starts again has its counters back within seconds, and not all in one instant.
 */
export function returnDelay(attempts: number, random: () => number = Math.random): number {
  const pause = Math.min(LONGEST, FIRST * 2 ** Math.min(attempts, 10));
  return Math.round(pause * (1 / 3 + (random() * 2) / 3));
}

/**
 * The stock client's own pauses are the same on every device: 200, 400, 800, 1600 ms, and only then its longest. It
 * looks at the longest when a line has closed, just after it has said so.
 */
export function spreadReturns(provider: WebsocketProvider): void {
  provider.on('connection-close', () => {
    provider.maxBackoffTime = returnDelay(provider.wsUnsuccessfulReconnects);
  });
}
