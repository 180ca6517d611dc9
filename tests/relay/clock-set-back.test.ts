import { describe, expect, test } from 'vitest';
import { emptyState } from '#lib/domain/index.ts';
import { Rights } from '../../sync-server/hall/rights.ts';
import { TokenBucket } from '../../sync-server/sockets/token-bucket.ts';
import { memoryStorage } from '../../sync-server/storage/memory.ts';
import { Counter } from './counter.ts';
import { Browser, pc } from './people.ts';
import { MONDAY_TEN, PASSWORD, startRelay } from './start-relay.ts';

const HOURS_8 = 8 * 3_600_000;

describe('a clock that is set back', () => {
  test('costs a ration nothing, and it goes on from the new time', () => {
    const bucket = new TokenBucket(3, 2);
    expect(bucket.take(MONDAY_TEN)).toBe(true);
    const early = MONDAY_TEN - HOURS_8;
    expect([bucket.take(early), bucket.take(early), bucket.take(early)]).toEqual([true, true, false]);
    expect([bucket.take(early + 500), bucket.take(early + 500)]).toEqual([true, false]);
  });

  test('shuts neither the door nor a line', async () => {
    const relay = await startRelay();
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    relay.wall.now -= HOURS_8;
    const signedIn = await new Browser(relay).trySignIn('0318', PASSWORD);
    expect(signedIn.status).toBe(200);
    expect(await counter.act('openWindow', { window: 3 })).toMatchObject({ ok: true });
    expect(counter.closed).toBeNull();
  });

  test('[CU3] makes nobody in touch who is silent since', async () => {
    const wall = { now: MONDAY_TEN };
    const rights = await Rights.load(memoryStorage(), () => wall.now);
    const state = emptyState();
    state.deviceNumbers.set('pc-three', 3);
    rights.hear('pc-three');
    expect(rights.inTouch(state)).toEqual(new Set([3]));
    wall.now -= HOURS_8;
    expect(rights.isInTouch('pc-three')).toBe(false);
    expect(rights.inTouch(state)).toEqual(new Set());
    wall.now += 3_600_000;
    expect(rights.isInTouch('pc-three')).toBe(false);
  });

  test('[CU3] cuts nobody off who is heard again, or who was heard a moment before', async () => {
    const wall = { now: MONDAY_TEN };
    const rights = await Rights.load(memoryStorage(), () => wall.now);
    rights.hear('pc-three');
    wall.now -= 300;
    expect(rights.isInTouch('pc-three')).toBe(true);
    wall.now -= HOURS_8;
    rights.hear('pc-three');
    expect(rights.isInTouch('pc-three')).toBe(true);
    wall.now += 5001;
    expect(rights.isInTouch('pc-three')).toBe(false);
  });
});
