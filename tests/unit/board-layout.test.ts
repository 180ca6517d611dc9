import { describe, expect, test } from 'vitest';
import type { BoardCall } from '#lib/domain/views/wire.ts';
import { callSize, layoutFor, placeCalls } from '#lib/features/board/board-layout.ts';

const call = (seq: number): BoardCall => ({ seq, label: `A${seq}`, window: seq, times: 1, at: 0 });
const calls = (...seqs: number[]): BoardCall[] => seqs.map(call);
const fresh =
  (...seqs: number[]) =>
  (one: BoardCall): boolean =>
    seqs.includes(one.seq);

describe('board rows', () => {
  test('a fresh call stands first and takes two rows', () => {
    const { rows, earlier } = placeCalls({ calls: calls(4, 3, 2, 1), recent: [] }, fresh(4), 5);
    expect(rows.map((row) => [row.call.seq, row.tall])).toEqual([
      [4, true],
      [3, false],
      [2, false],
      [1, false],
    ]);
    expect(earlier).toEqual([]);
  });

  test('two quick calls both stand out; what has no row left is under 刚才', () => {
    const { rows, earlier } = placeCalls({ calls: calls(5, 4, 3, 2, 1), recent: calls(0) }, fresh(5, 4), 5);
    expect(rows.map((row) => [row.call.seq, row.fresh, row.tall])).toEqual([
      [5, true, true],
      [4, true, true],
      [3, false, false],
    ]);
    expect(earlier.map((one) => one.seq)).toEqual([2, 1, 0]);
  });

  test('no fresh call goes unshown because another one is tall', () => {
    const { rows } = placeCalls({ calls: calls(5, 4, 3, 2, 1), recent: [] }, () => true, 5);
    expect(rows.map((row) => row.call.seq)).toEqual([5, 4, 3, 2, 1]);
    expect(rows.every((row) => !row.tall)).toBe(true);
  });

  test('rows never exceed what fits', () => {
    for (const count of [1, 2, 3, 4, 5, 6, 9]) {
      for (let freshCount = 0; freshCount <= count; freshCount += 1) {
        const all = calls(...Array.from({ length: count }, (_, index) => count - index));
        const { rows, earlier } = placeCalls({ calls: all, recent: [] }, (one) => one.seq > count - freshCount, 5);
        expect(rows.reduce((sum, row) => sum + (row.tall ? 2 : 1), 0)).toBeLessThanOrEqual(5);
        expect(rows.length + earlier.length).toBe(count);
      }
    }
  });

  test('rows keep 118 and the newest call about 190 in two zones, also for long numbers', () => {
    const { width } = layoutFor(2);
    expect(callSize('A021', 3, true, width, 2)).toBeGreaterThanOrEqual(180);
    expect(callSize('A021', 14, false, width, 2)).toBe(118);
    expect(callSize('AK001', 14, false, width, 2)).toBeGreaterThanOrEqual(100);
  });
});
