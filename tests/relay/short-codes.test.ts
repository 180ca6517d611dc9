import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { hashOfCode, shortCodeOf } from '../../sync-server/hall/receipts.ts';

test('[T2] a short code finds its hash among a week of numbers, and an unknown one finds none', () => {
  const hashes = Array.from({ length: 30_000 }, () => randomBytes(16).toString('base64url'));
  for (const hash of hashes.slice(0, 200)) expect(hashOfCode(hashes, shortCodeOf(hash))).toBe(hash);
  const one = hashes[7] ?? '';
  // The seventh letter of a hash is half the code's: two that differ behind it have one code.
  const twin = `${one.slice(0, 7)}${randomBytes(16).toString('base64url').slice(7)}`;
  expect(shortCodeOf(twin)).toBe(shortCodeOf(one));
  expect(hashOfCode([one.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))], shortCodeOf(one))).toBeNull();
  // An unknown code finds nothing among them; what a look costs is bounded by how often one may look (429).
  for (let guess = 0; guess < 20; guess += 1)
    expect(hashOfCode(hashes, shortCodeOf(randomBytes(16).toString('base64url')))).toBeNull();
});
