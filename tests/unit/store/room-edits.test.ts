import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RoomEdits } from '#lib/store/room-edits.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

interface Kept {
  edits: RoomEdits;
  asked: number[];
  unsent: boolean[];
  stores: () => number;
}

function roomEdits(store: () => Promise<boolean> = () => Promise.resolve(true)): Kept {
  const [asked, unsent]: [number[], boolean[]] = [[], []];
  let stores = 0;
  const edits = new RoomEdits({
    store: () => {
      stores += 1;
      return store();
    },
    unsent: async (is) => void unsent.push(is),
    ask: (n) => void asked.push(n),
  });
  return { edits, asked, unsent, stores: () => stores };
}

test('edits of one moment are one transaction and one question; saved here is said after it', async () => {
  const { edits, asked, unsent, stores } = roomEdits();
  for (let index = 0; index < 5; index += 1) edits.made();
  expect([unsent, stores(), asked, edits.isSavedHere]).toEqual([[true], 0, [], false]);
  await vi.advanceTimersByTimeAsync(40);
  expect([stores(), asked, edits.isSavedHere, edits.isSavedAtHall]).toEqual([1, [5], true, false]);
});

test('an edit that is made while the disk is at work is not called saved', async () => {
  let release = (): void => undefined;
  const { edits } = roomEdits(() => new Promise((resolve) => (release = () => resolve(true))));
  edits.made();
  await vi.advanceTimersByTimeAsync(40);
  edits.made();
  release();
  await vi.advanceTimersByTimeAsync(1);
  expect(edits.isSavedHere).toBe(false);
  await vi.advanceTimersByTimeAsync(40);
  release();
  await vi.advanceTimersByTimeAsync(1);
  expect(edits.isSavedHere).toBe(true);
});

test('that nothing waits here is remembered once the typing is over, or when the room is closed', async () => {
  const { edits, unsent } = roomEdits();
  for (let n = 1; n <= 50; n += 1) {
    edits.made();
    await vi.advanceTimersByTimeAsync(100);
    edits.acknowledged(n);
  }
  expect(unsent).not.toContain(false);
  await vi.advanceTimersByTimeAsync(2000);
  expect(unsent.at(-1)).toBe(false);
  edits.made();
  await edits.keep();
  edits.acknowledged(51);
  edits.close();
  expect(unsent.slice(-2)).toEqual([true, false]);
});

test('a disk that refuses is told, and what is unsent stays so', async () => {
  const { edits, unsent } = roomEdits(() => Promise.reject(new Error('full')));
  edits.made();
  expect(await edits.keep()).toBe(false);
  edits.close();
  expect([edits.cannotSave, edits.isSavedHere, unsent]).toEqual([true, false, [true]]);
});
