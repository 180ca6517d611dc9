import { describe, expect, test } from 'vitest';
import type { BoardCall, BoardView } from '#lib/domain/views/wire.ts';
import {
  nextToSpeak,
  quietAnnouncer,
  seeBoard,
  spellLabel,
  type AnnouncerState,
} from '#lib/features/board/announcer.ts';

type Seen = Pick<BoardView, 'day' | 'zones'>;

function call(seq: number, label = `A${String(seq).padStart(3, '0')}`): BoardCall {
  return { seq, label, window: 3, times: 1, at: 0 };
}

function board(calls: BoardCall[], over: { day?: string; recent?: BoardCall[]; other?: BoardCall[] } = {}): Seen {
  const zone = (id: string, standing: BoardCall[], recent: BoardCall[]) => ({
    id,
    name: id,
    nameEn: id,
    queues: [],
    calls: standing,
    recent,
  });
  return {
    day: over.day ?? '2026-11-23',
    zones: [zone('A', calls, over.recent ?? []), zone('B', over.other ?? [], [])],
  };
}

function see(...views: Seen[]): AnnouncerState {
  return views.reduce((state, view) => seeBoard(state, view).state, quietAnnouncer);
}

function spoken(state: AnnouncerState): number[] {
  const order: number[] = [];
  for (let at = nextToSpeak(state); at.call; at = nextToSpeak(at.state)) order.push(at.call.seq);
  return order;
}

describe('announcer', () => {
  test('what stood when the screen was switched on is not spoken', () => {
    expect(spoken(see(board([call(3), call(2), call(1)])))).toEqual([]);
  });

  test('two quick calls in one view are both spoken, oldest first', () => {
    const state = see(board([call(1)]), board([call(3), call(2), call(1)]));
    expect(spoken(state)).toEqual([2, 3]);
  });

  test('calls of several zones are spoken in the order they were made', () => {
    const state = see(board([]), board([call(4), call(1)], { other: [call(3), call(2)] }));
    expect(spoken(state)).toEqual([1, 2, 3, 4]);
  });

  test('the same view twice is spoken once', () => {
    const second = board([call(2), call(1)]);
    expect(spoken(see(board([call(1)]), second, second))).toEqual([2]);
  });

  test('a call that is over before its turn is still spoken', () => {
    const state = see(board([call(1)]), board([call(2)]), board([], { recent: [call(2)] }), board([call(3)]));
    expect(spoken(state)).toEqual([2, 3]);
  });

  test('a repeat of a standing call has a seq of its own and is spoken again', () => {
    const state = see(board([call(1, 'A001')]), board([{ ...call(2, 'A001'), times: 2 }]));
    expect(spoken(state)).toEqual([2]);
  });

  test('a new day begins the count again', () => {
    const state = see(board([call(40)]), board([call(1)], { day: '2026-11-24' }));
    expect(spoken(state)).toEqual([1]);
  });

  test('a count that goes back on the same day is a restored hall: old calls stay unspoken, new ones are heard', () => {
    const restored = see(board([call(40)]), board([call(3)]));
    expect(spoken(restored)).toEqual([]);
    expect(spoken(seeBoard(restored, board([call(4)])).state)).toEqual([4]);
  });

  test('an empty hall does not count as restored', () => {
    expect(spoken(see(board([]), board([]), board([call(1)])))).toEqual([1]);
  });

  test('labels are spelled character by character', () => {
    const digits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    expect(spellLabel('A021', digits)).toBe('A 零 二 一');
    expect(spellLabel('AK001', digits)).toBe('A K 零 零 一');
  });
});
