import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { OwnKeysFirst } from '#lib/features/intake/own-keys-first.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('others’ letters are drawn at once while nobody types here', () => {
  const draw = vi.fn();
  new OwnKeysFirst().draw(draw);
  expect(draw).toHaveBeenCalledTimes(1);
});

test('while somebody types they come with the next own key, each field once', () => {
  const [keys, draw] = [new OwnKeysFirst(), vi.fn()];
  keys.key();
  keys.draw(draw);
  keys.draw(draw);
  expect(draw).not.toHaveBeenCalled();
  keys.key();
  expect(draw).toHaveBeenCalledTimes(1);
});

test('without a next key they come within 200 ms, and at once when a field is entered or left', () => {
  const [keys, draw] = [new OwnKeysFirst(), vi.fn()];
  keys.key();
  keys.draw(draw);
  vi.advanceTimersByTime(200);
  expect(draw).toHaveBeenCalledTimes(1);
  keys.key();
  keys.draw(draw);
  keys.rest();
  keys.draw(draw);
  expect(draw).toHaveBeenCalledTimes(3);
});

test('a field that has gone is not drawn', () => {
  const [keys, draw] = [new OwnKeysFirst(), vi.fn()];
  keys.key();
  keys.draw(draw);
  keys.forget(draw);
  keys.key();
  expect(draw).not.toHaveBeenCalled();
});
