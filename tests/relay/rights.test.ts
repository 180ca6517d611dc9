import { describe, expect, test } from 'vitest';
import { qualifiedGrant } from '#lib/domain/index.ts';
import { Counter } from './counter.ts';
import { pc } from './people.ts';
import { MONDAY_TEN, startRelay, storageOf, waitFor } from './start-relay.ts';

const MINUTE = 60_000;

async function take(counter: Counter, token: string): Promise<number> {
  const [code] = Object.keys(counter.browser.relay.relay.hall.setup.routes);
  const taken = await counter.act('take', {
    code,
    care: false,
    tokenHash: token.padEnd(22, 'x'),
    channel: 'staff',
  });
  if (!taken.ok) throw new Error(taken.code);
  return taken.from;
}

describe('rights beside the ledger', () => {
  test('[CU6] a right that was given back counts after a restart too, when its device is gone for good', async () => {
    const storage = storageOf('sqlite');
    const first = await startRelay({ storage: { ...storage, close: () => Promise.resolve() } });
    const three = await Counter.open(await pc(first, '0317'), '0317');
    const four = await Counter.open(await pc(first, '0318'), '0318');
    await three.act('openWindow', { window: 3 });
    await four.act('openWindow', { window: 4 });
    const ticket = await take(three, 'a');
    const holder = await waitFor(() => first.relay.hall.engine.state.tickets.get(ticket)?.holder, 'a holder');
    const [has, wants] =
      holder === three.state.deviceNumbers.get(three.browser.incarnation) ? [three, four] : [four, three];
    const grant = qualifiedGrant(has.state, { grant: has.state.tickets.get(ticket)?.grant ?? '' });
    // Given while in touch, and not called yet.
    has.frame(107, JSON.stringify({ gave: [grant], called: [] }));
    await waitFor(() => first.relay.hall.rights.returned.has(grant), 'the right');
    await first.stop();

    const second = await startRelay({ storage, isFounded: true });
    const again = await Counter.open(wants.browser.at(second), wants.account, { n: 50 });
    const called = await again.act('call', { window: wants === four ? 4 : 3, ticket: null });
    expect(called).toMatchObject({ ok: true });
    expect(second.relay.hall.engine.state.tickets.get(ticket)).toMatchObject({ phase: 'called', holder: 0 });
  });

  test('a device that was cut off over a restart cannot have done something before it was last heard', async () => {
    const storage = storageOf('sqlite');
    const first = await startRelay({ storage: { ...storage, close: () => Promise.resolve() } });
    const three = await Counter.open(await pc(first, '0317'), '0317');
    await three.act('openWindow', { window: 3 });
    await take(three, 'b');
    await three.act('call', { window: 3, ticket: null });
    await first.relay.hall.rights.keepHeard();
    await first.stop();

    const second = await startRelay({ storage, isFounded: true, at: MONDAY_TEN + 20 * MINUTE });
    const back = await Counter.open(three.browser.at(second), '0317', { n: 60 });
    const [ticket] = [...back.state.tickets.keys()];
    // Its clock says that it was two hours ago; it was heard twenty minutes ago.
    await back.act('begin', { window: 3, ticket }, { at: second.wall.now - 120 * MINUTE });
    const begun = back.state.tickets.get(ticket ?? 0)?.begunAt;
    expect(begun).toBe(second.relay.hall.engine.t - 20 * MINUTE);
  });
});
