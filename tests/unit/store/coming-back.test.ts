import { afterEach, expect, test, vi } from 'vitest';
import type { SessionView } from '#lib/domain/index.ts';
import { ComingBack } from '#lib/store/coming-back.svelte.ts';
import type { CounterDb } from '#lib/store/device-db.ts';

afterEach(() => void vi.useRealTimers());

test('a hall that does not answer while this device comes back is asked again, as often as it takes', async () => {
  vi.useFakeTimers();
  const broken = {
    get: () => Promise.reject(new Error('disk')),
    entries: () => Promise.reject(new Error('disk')),
    rows: () => Promise.reject(new Error('disk')),
  } as unknown as CounterDb;
  const enter = vi.fn(() => Promise.resolve());
  const back = new ComingBack({ db: () => broken, loadRows: () => Promise.resolve(), opened: vi.fn(), enter });
  // Nothing is awaited before it was once said that there is something to tell.
  back.unanswered();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(enter).not.toHaveBeenCalled();
  await back.to({ hall: 'h', epoch: '2-b', recovering: true } as unknown as SessionView);
  expect(back.isDone).toBe(false);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(enter).toHaveBeenCalledTimes(1);
  back.unanswered();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(enter).toHaveBeenCalledTimes(2);
});
