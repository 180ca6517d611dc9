import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashOfCode, shortCodeOf } from '../../sync-server/hall/receipts.ts';

test('[T2] a short code finds its hash among a week of numbers, and an unknown one costs no more than a look', () => {
  const hashes = Array.from({ length: 30_000 }, () => randomBytes(16).toString('base64url'));
  for (const hash of hashes.slice(0, 200)) expect(hashOfCode(hashes, shortCodeOf(hash))).toBe(hash);
  const one = hashes[7] ?? '';
  // The seventh letter of a hash is half the code's: two that differ behind it have one code.
  const twin = `${one.slice(0, 7)}${randomBytes(16).toString('base64url').slice(7)}`;
  expect(shortCodeOf(twin)).toBe(shortCodeOf(one));
  expect(hashOfCode([one.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))], shortCodeOf(one))).toBeNull();
  const began = performance.now();
  for (let guess = 0; guess < 20; guess += 1) hashOfCode(hashes, shortCodeOf(randomBytes(16).toString('base64url')));
  // 90 ms each when every hash was spelt out: a few phones that guess would have held up the whole hall.
  expect((performance.now() - began) / 20).toBeLessThan(20);
});
