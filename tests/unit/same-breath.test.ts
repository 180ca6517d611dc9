import { expect, test } from 'vitest';
import { SameBreath } from '#lib/features/window/same-breath.ts';

test('a key pressed twice in one breath means the first thing only, unless something was typed in between', () => {
  const breath = new SameBreath();
  expect(breath.includes(0)).toBe(false);
  breath.begins(1000);
  expect(breath.includes(1200)).toBe(true);
  expect(breath.includes(1601)).toBe(false);
  breath.begins(2000);
  breath.forget();
  expect(breath.includes(2001)).toBe(false);
});
