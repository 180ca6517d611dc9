import { describe, expect, test } from 'vitest';
import { isRefusalCode } from '#lib/domain/index.ts';
import { Counter } from './counter.ts';
import { Browser, codeOf, newToken, pairedKiosk, pc, takeRow } from './people.ts';
import { startRelay, waitFor, type TestRelay } from './start-relay.ts';

async function counterOf(relay: TestRelay, account = '0317', window = 1): Promise<Counter> {
  const counter = await Counter.open(await pc(relay, account), account);
  const opened = await counter.act('openWindow', { window });
  expect(opened).toMatchObject({ ok: true });
  return counter;
}

function take(relay: TestRelay, counter: Counter): Promise<unknown> {
  return counter.act('take', { code: codeOf(relay), care: false, tokenHash: newToken().tokenHash, channel: 'staff' });
}

describe('commands', () => {
  test('the same row again gets the same answer and makes one ticket', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const row = takeRow(relay, kiosk, 1);
    const [first, second] = [await kiosk.post('/api/commands', row), await kiosk.post('/api/commands', row)];
    expect(second.body).toEqual(first.body);
    expect(relay.relay.hall.engine.state.tickets.size).toBe(1);
  });

  test('the same row twice at once makes one ticket', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const row = takeRow(relay, kiosk, 1);
    const answers = await Promise.all([1, 2, 3, 4].map(() => kiosk.post('/api/commands', row)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(relay.relay.hall.engine.state.tickets.size).toBe(1);
  });

  test('the same id with other bytes is id-reused', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    await kiosk.post('/api/commands', takeRow(relay, kiosk, 1));
    expect((await kiosk.post('/api/commands', takeRow(relay, kiosk, 1))).body).toMatchObject({
      ok: false,
      code: 'id-reused',
    });
  });

  test('a number with leading noughts is no second id of one row', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    const row = takeRow(relay, kiosk, 1).replace(`${kiosk.incarnation}.1`, `${kiosk.incarnation}.01`);
    expect((await kiosk.post('/api/commands', row)).body).toMatchObject({ code: 'bad-request', data: { field: 'id' } });
  });

  test('an undecided request of a lost line gets expired, and then is never decided', async () => {
    const relay = await startRelay();
    const browser = await pc(relay, '0317');
    const first = await Counter.open(browser, '0317');
    const row = first.row('openWindow', { window: 1 });
    const { id } = JSON.parse(row) as { id: string };
    first.close();
    const second = await Counter.open(browser, '0317', { n: 1, undecided: [id] });
    expect(await waitFor(() => second.decisions(id)[0])).toEqual({ id, ok: false, code: 'expired' });
    expect(await second.decide(row)).toEqual({ id, ok: false, code: 'expired' });
    expect(second.state.windows.size).toBe(0);
  });

  test('an undecided request that was decided gets its decision', async () => {
    const relay = await startRelay();
    const browser = await pc(relay, '0317');
    const first = await Counter.open(browser, '0317');
    const decision = await first.act('openWindow', { window: 1 });
    first.close();
    const second = await Counter.open(browser, '0317', { n: 1, undecided: [decision.id] });
    expect(await waitFor(() => second.decisions(decision.id)[0])).toEqual(decision);
  });

  test('a hello lists only requests of its own device', async () => {
    const relay = await startRelay();
    const other = `${'z'.repeat(20)}.1`;
    const counter = await Counter.open(await pc(relay, '0317'), '0317', { undecided: [other] });
    await counter.act('openWindow', { window: 1 });
    expect(counter.decisions(other)).toEqual([]);
  });

  test('rows may follow the hello without waiting for its answer', async () => {
    const relay = await startRelay();
    const counter = await Counter.connect(await pc(relay, '0317'), '0317');
    counter.hello([]);
    expect(await counter.act('openWindow', { window: 1 })).toMatchObject({ ok: true });
  });

  test('a row before the hello closes with 4400', async () => {
    const relay = await startRelay();
    const counter = await Counter.connect(await pc(relay, '0317'), '0317');
    counter.frame(100, counter.row('openWindow', { window: 1 }));
    expect(await counter.closedWith()).toBe(4400);
    expect(relay.relay.hall.engine.state.windows.size).toBe(0);
  });

  test('a hello of another program version closes with 4426, one of another device with 4403', async () => {
    const relay = await startRelay();
    const old = await Counter.connect(await pc(relay, '0317'), '0317');
    old.hello([], { version: 2 });
    expect(await old.closedWith()).toBe(4426);
    const stranger = await Counter.connect(await pc(relay, '0318'), '0318');
    stranger.hello([], { incarnation: 'q'.repeat(20) });
    expect(await stranger.closedWith()).toBe(4403);
  });

  test('facts with a gap wait for the missing one', async () => {
    const relay = await startRelay();
    const counter = await counterOf(relay);
    await take(relay, counter);
    await counter.act('call', { window: 1, ticket: null });
    const ticket = relay.relay.hall.engine.state.windows.get(1)?.ticket ?? 0;
    await counter.act('recall', { window: 1, ticket });
    const begin = counter.row('begin', { window: 1, ticket });
    const finish = counter.row('finish', { window: 1, ticket, outcome: 'done' });
    counter.frame(100, finish);
    // Something after it on the same line is decided: the fact was seen, and waits.
    await take(relay, counter);
    expect(relay.relay.hall.engine.state.tickets.get(ticket)?.phase).toBe('called');
    counter.frame(100, begin);
    await waitFor(() => counter.decisions((JSON.parse(finish) as { id: string }).id)[0], 'the follower');
    expect(relay.relay.hall.engine.state.tickets.get(ticket)?.phase).toBe('done');
    expect(relay.relay.hall.engine.state.conflicts).toEqual([]);
  });

  test('a fact that could not be read, or was posted by the kiosk of the same profile, is no gap', async () => {
    const relay = await startRelay();
    const counter = await counterOf(relay);
    await counter.act('pause', { window: 1, reason: 'lunch' });
    expect(await counter.act('pause', { window: 1, reason: '午餐' })).toMatchObject({ code: 'bad-request' });
    expect(await counter.act('unpause', { window: 1 })).toMatchObject({ ok: true });
    await counter.browser.post('/api/pairings/claim', {
      token: await relay.relay.devices.newLink('kiosk', 'K8'),
      incarnation: counter.browser.incarnation,
      surface: 'kiosk',
    });
    const printed = counter.row('printed', { ticket: 1, document: 'ticket' }, { staff: null });
    expect((await counter.browser.post('/api/commands', printed)).body).toMatchObject({ ok: true });
    expect(await counter.act('pause', { window: 1, reason: 'lunch' })).toMatchObject({ ok: true });
  });

  test('what was refused without a decision is answered for ever: after a start no fact waits for it', async () => {
    const relay = await startRelay();
    const counter = await counterOf(relay);
    await counter.act('pause', { window: 1, reason: 'lunch' });
    const waiting = counter.row('unpause', { window: 1 });
    const unreadable = counter.row('pause', { window: 1, reason: '午餐' });
    const strange = counter.row('pause', { window: 1, reason: 'lunch' }, { staff: '0502' });
    const last = counter.row('pause', { window: 1, reason: 'lunch' });
    expect(await counter.decide(unreadable)).toMatchObject({ code: 'bad-request' });
    await counter.decide(waiting);
    expect(await counter.decide(strange)).toMatchObject({ code: 'role-may-not' });
    await relay.stop();
    const again = await startRelay({ storage: relay.storage, isFounded: true });
    const back = await Counter.open(counter.browser.at(again), '0317', { n: 100 });
    expect(await back.decide(waiting)).toMatchObject({ ok: true });
    expect(await back.decide(last)).toMatchObject({ ok: true });
    expect(await back.decide(strange)).toMatchObject({ code: 'role-may-not' });
  });

  test('a fact that was decided keeps its answer though its person is no longer known on the PC', async () => {
    const relay = await startRelay();
    const counter = await counterOf(relay);
    const row = counter.row('pause', { window: 1, reason: 'lunch' });
    const decided = await counter.decide(row);
    // Cookies cleared: whoever signs in now speaks for nobody else.
    const cleared = await new Browser(relay, counter.browser.incarnation).signIn('0318');
    const next = await Counter.open(cleared, '0318', { n: 100 });
    expect(await next.decide(row)).toEqual(decided);
    expect(await next.decide(row.replace('lunch', 'break'))).toMatchObject({ code: 'id-reused' });
  });

  test('facts of one device keep their order over two tabs', async () => {
    const relay = await startRelay();
    const counter = await counterOf(relay);
    await take(relay, counter);
    await counter.act('call', { window: 1, ticket: null });
    const ticket = relay.relay.hall.engine.state.windows.get(1)?.ticket ?? 0;
    await counter.act('recall', { window: 1, ticket });
    const begin = counter.row('begin', { window: 1, ticket });
    const finish = counter.row('finish', { window: 1, ticket, outcome: 'done' });
    const tab = await Counter.open(counter.browser, '0317', { n: 100 });
    tab.frame(100, finish);
    await take(relay, tab);
    await counter.decide(begin);
    await waitFor(() => tab.of(101).length === 2, 'the follower');
    expect(relay.relay.hall.engine.state.tickets.get(ticket)?.phase).toBe('done');
  });

  test('when a fact says it happened is bounded by when the device was last heard', async () => {
    const relay = await startRelay();
    const counter = await counterOf(relay);
    await take(relay, counter);
    await counter.act('call', { window: 1, ticket: null });
    const ticket = relay.relay.hall.engine.state.windows.get(1)?.ticket ?? 0;
    const lastHeard = relay.wall.now;
    counter.close();
    await counter.closedWith();
    relay.wall.now += 10 * 60_000;
    const back = await Counter.open(counter.browser, '0317', { n: 50 });
    // The device's clock is a day slow.
    await back.act('begin', { window: 1, ticket }, { at: relay.wall.now - 86_400_000 });
    const { begunAt } = relay.relay.hall.engine.state.tickets.get(ticket) ?? { begunAt: 0 };
    expect(begunAt).toBe(lastHeard - Date.parse('2026-11-23T00:00:00+08:00'));
    // … and a clock that is ahead says nothing about the future.
    await back.act('finish', { window: 1, ticket, outcome: 'done' }, { at: relay.wall.now + 86_400_000 });
    expect(relay.relay.hall.engine.state.tickets.get(ticket)?.servedMs).toBe(10 * 60_000);
  });

  test('two devices that open one window: the second is told', async () => {
    const relay = await startRelay();
    const [one, two] = [
      await Counter.open(await pc(relay, '0317'), '0317'),
      await Counter.open(await pc(relay, '0318'), '0318'),
    ];
    const answers = await Promise.all([one.act('openWindow', { window: 1 }), two.act('openWindow', { window: 1 })]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    expect(answers.find((answer) => !answer.ok)).toMatchObject({ code: 'window-in-use', data: { window: 1 } });
  });

  test('two windows that call one ticket at once: one has it, the other is told who and who is next', async () => {
    const relay = await startRelay();
    const [one, two] = [await counterOf(relay, '0317', 1), await counterOf(relay, '0318', 2)];
    await take(relay, one);
    await take(relay, one);
    const [ticket] = relay.relay.hall.engine.state.waiting;
    const answers = await Promise.all([one.act('call', { window: 1, ticket }), two.act('call', { window: 2, ticket })]);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    const refused = answers.find((answer) => !answer.ok);
    expect(refused).toMatchObject({ code: 'ticket-called-elsewhere', data: { label: 'B001', next: 'B002' } });
  });

  test("a request in another person's name is refused; a fact of a person who never signed in here as well", async () => {
    const relay = await startRelay();
    const counter = await counterOf(relay);
    expect(await counter.act('openWindow', { window: 2 }, { staff: '0318' })).toMatchObject({ code: 'role-may-not' });
    expect(await counter.act('pause', { window: 1, reason: 'lunch' }, { staff: '0318' })).toMatchObject({
      code: 'role-may-not',
    });
    expect(await counter.act('openWindow', { window: 2 }, { id: `${'z'.repeat(20)}.9` })).toMatchObject({
      code: 'device-not-yours',
    });
  });

  test('a row of 5,000 characters is refused with its code, over both ways', async () => {
    const relay = await startRelay();
    const counter = await counterOf(relay);
    expect(await counter.act('pause', { window: 1, reason: 'x'.repeat(5000) })).toMatchObject({
      ok: false,
      code: 'too-large',
    });
    const kiosk = await pairedKiosk(relay);
    expect(await kiosk.post('/api/commands', takeRow(relay, kiosk, 1, { code: 'x'.repeat(5000) }))).toMatchObject({
      status: 413,
      body: { code: 'too-large' },
    });
    expect(await kiosk.post('/api/commands', 'x'.repeat(300_000))).toMatchObject({
      status: 413,
      body: { code: 'too-large' },
    });
  });

  test('every refusal is one of the codes', async () => {
    const relay = await startRelay();
    const counter = await counterOf(relay);
    const answers = [
      await counter.act('take', { code: 'NO', care: false, tokenHash: newToken().tokenHash, channel: 'staff' }),
      await counter.act('call', { window: 1, ticket: null }),
      await counter.act('call', { window: 1, ticket: 4711 }),
      await counter.act('openWindow', { window: 2 }),
      await counter.act('undo', { window: 1, ticket: 1 }),
      await counter.act('releaseWindow', { window: 1 }),
      await counter.act('take', { code: 'NO' }),
      await counter.act('openWindow', { window: 1 }, { class: 'fact' }),
      await counter.act('openWindow', { window: 1 }, { at: 'now' }),
    ];
    for (const answer of answers)
      expect(answer.ok ? 'accepted' : isRefusalCode(answer.code), JSON.stringify(answer)).toBe(true);
  });

  test('bytes that are no frame close with 4400 and harm nobody', async () => {
    const relay = await startRelay();
    const other = await counterOf(relay, '0318', 2);
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    counter.frame(77, '{}');
    expect(await counter.closedWith()).toBe(4400);
    const again = await Counter.open(counter.browser, '0317');
    again.frame(100, '{"nonsense"');
    expect(await again.closedWith()).toBe(4400);
    expect(await other.act('callHelp', { from: 'window', window: 2 })).toMatchObject({ ok: true });
  });
});
