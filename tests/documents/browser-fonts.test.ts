import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { browserFonts } from '#lib/documents/browser.ts';

/** A line that gives a byte every so many ms, so many times, and then nothing more; `ends`: it says that this was all. */
function line({ every, times, ends }: { every: number; times: number; ends: boolean }): typeof fetch {
  return async (_, init) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let n = 1; n <= times; n += 1) setTimeout(() => controller.enqueue(Uint8Array.of(n)), n * every);
        if (ends) setTimeout(() => controller.close(), times * every + 1);
        init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
      },
    });
    return new Response(body);
  };
}

describe('fonts over the line', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  test('a slow line is waited for as long as something comes', async () => {
    vi.stubGlobal('fetch', line({ every: 5000, times: 6, ends: true }));
    const font = browserFonts()('sans-400');
    await vi.advanceTimersByTimeAsync(31_000);
    expect(await font).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6));
  });

  test('a line that has gone silent is given up after eight seconds, also in the middle of a font', async () => {
    vi.stubGlobal('fetch', line({ every: 5000, times: 2, ends: false }));
    let failed = false;
    const font = browserFonts()('sans-400').catch(() => (failed = true));
    await vi.advanceTimersByTimeAsync(17_000);
    expect(failed).toBe(false);
    await vi.advanceTimersByTimeAsync(1500);
    await font;
    expect(failed).toBe(true);
  });
});
