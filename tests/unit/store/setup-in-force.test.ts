import { afterEach, expect, test, vi } from 'vitest';
import type { Setup } from '#lib/domain/index.ts';
import type { DeviceDb } from '#lib/store/device-db.ts';
import { SetupInForce } from '#lib/store/setup-in-force.svelte.ts';
import sample from '../../../sync-server/sample/hall.json' with { type: 'json' };

afterEach(() => vi.unstubAllGlobals());

test('a setup that does not come is not taken for the one in force; it is when it has come', async () => {
  const old = { version: 3, setup: sample as unknown as Setup };
  const db = { get: () => Promise.resolve(old), put: () => Promise.resolve() } as unknown as DeviceDb;
  const setups = new SetupInForce({ db: () => db, session: () => null, isRecovering: () => false });
  vi.stubGlobal('fetch', () => Promise.reject(new Error('line')));
  await setups.use('h', 4);
  expect(setups.version).toBe(3);
  expect(setups.at(3)).toBe(setups.current);
  expect(setups.at(4)).toBeNull();
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(sample)));
  await setups.use('h', 4);
  expect(setups.version).toBe(4);
  expect(setups.at(4)).toBe(setups.current);
  expect(setups.at(3)).toBeNull();
});
