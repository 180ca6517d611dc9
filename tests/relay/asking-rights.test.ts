import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { qualifiedGrant } from '#lib/domain/index.ts';
import { CustodyDesk } from '../../sync-server/hall/custody-desk.ts';
import type { Envelope } from '../../sync-server/hall/envelope.ts';
import { Counter } from './counter.ts';
import { codeOf, pc } from './people.ts';
import { startRelay } from './start-relay.ts';

/** Window 3's PC holds all numbers that wait; window 4 has opened after it. A desk beside the relay's own asks. */
async function scene() {
  const relay = await startRelay();
  const { hall } = relay.relay;
  const three = await Counter.open(await pc(relay, '0317'), '0317');
  const four = await Counter.open(await pc(relay, '0318'), '0318');
  // To the relay's own desk it gives nothing.
  three.silent = true;
  await three.act('openWindow', { window: 3 });
  const code = codeOf(relay, hall.setup.windows.find(({ no }) => no === 3)?.queues[0]);
  for (let no = 1; no <= 12; no += 1) {
    const tokenHash = String(no).padEnd(22, 'x');
    await three.act('take', { code, care: false, tokenHash, channel: 'staff' });
  }
  await hall.engine.act((state) => {
    const front = [...state.tickets.values()].filter((ticket) => ticket.holder === 0);
    const holder = state.deviceNumbers.get(three.browser.incarnation) ?? 0;
    return [{ kind: 'granted', holder, tickets: front.map(({ id }) => id) }];
  });
  await four.act('openWindow', { window: 4 });
  const { state } = hall.engine;
  const out = [...state.tickets.values()].map((ticket) => qualifiedGrant(state, ticket));
  const desk = new CustodyDesk(hall);
  onTestFinished(() => desk.close());
  const asked: string[] = [];
  desk.onAsk((_, grants) => {
    asked.push(...grants);
    return true;
  });
  // From here on time stands still: whatever comes of an answer comes of it alone.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { incarnation } = four.browser;
  const call = { incarnation, command: { kind: 'call', body: { window: 4, ticket: null } } } as unknown as Envelope;
  return { desk, call, asked, out, holder: three.browser.incarnation, three, wall: relay.wall };
}

describe('asking for what others hold, before a call', () => {
  test('[CU6] the first few are asked, and one that is given is enough', async () => {
    const { desk, call, asked, out, holder } = await scene();
    const prepared = desk.prepare(call);
    expect(asked).toEqual(out.slice(0, 2));
    await desk.answer(holder, [asked[0] ?? ''], asked.slice(1));
    await prepared;
    expect(asked).toEqual(out.slice(0, 2));
  });

  test('[CU6] where those have been called already, the next few are asked', async () => {
    const { desk, call, asked, out, holder } = await scene();
    const prepared = desk.prepare(call);
    await desk.answer(holder, [], [...asked]);
    await expect.poll(() => asked.length).toBeGreaterThan(2);
    expect(asked).toEqual(out.slice(0, 4));
    await desk.answer(holder, asked.slice(2), []);
    await prepared;
  });

  test('[CU6] who calls in the same moment asks for more of the same front, also when the first is given already', async () => {
    const { desk, call, asked, out, holder } = await scene();
    const first = desk.prepare(call);
    expect(asked).toEqual(out.slice(0, 2));
    await desk.answer(holder, [asked[0] ?? ''], []);
    const decided = await first;
    // The first is not decided yet: what was given is about to be called.
    const second = desk.prepare(call);
    expect(asked).toEqual(out.slice(0, 4));
    await desk.answer(holder, asked.slice(1), []);
    const third = await second;
    decided();
    third();
    // Now nobody is before it, and what was given can be called.
    await desk.prepare(call);
    expect(asked).toEqual(out.slice(0, 4));
  });

  test('[CU7] where the first do not answer, all others are asked in time, and nobody waits longer', async () => {
    const { desk, call, asked, out } = await scene();
    const prepared = desk.prepare(call);
    vi.advanceTimersByTime(50);
    expect([...asked].sort()).toEqual([...out].sort());
    vi.advanceTimersByTime(250);
    await prepared;
  });

  test('[CU7] what was asked before the clock was set back is asked again', async () => {
    const { desk, call, asked, out, three, wall } = await scene();
    const prepared = desk.prepare(call);
    vi.advanceTimersByTime(300);
    await prepared;
    wall.now -= 3_600_000;
    three.frame(105, '{}');
    await three.heard();
    asked.length = 0;
    void desk.prepare(call);
    expect(asked).toEqual(out.slice(0, 3));
  });
});
