import { describe, expect, test } from 'vitest';
import { callingOrder } from '#lib/domain/index.ts';
import { Counter } from './counter.ts';
import { codeOf, newToken, pairedKiosk, pc, takeRow, type Browser } from './people.ts';
import { startRelay, type TestRelay } from './start-relay.ts';

interface Given {
  letter: string;
  until: string;
  day: string;
}

async function seriesOf(kiosk: Browser): Promise<Given> {
  return (await kiosk.post('/api/series')).body['series'] as Given;
}

function aloneRow(relay: TestRelay, kiosk: Browser, n: number, minutesAgo: number, extra: object = {}): string {
  const { tokenHash } = newToken();
  const { day } = relay.relay.hall.engine.state;
  return JSON.stringify({
    id: `${kiosk.incarnation}.${n}`,
    after: n > 1 ? n - 1 : null,
    class: 'fact',
    kind: 'takeAlone',
    setup: 1,
    staff: null,
    at: relay.wall.now - minutesAgo * 60_000,
    body: { day, code: codeOf(relay), care: false, tokenHash, letter: 'BK', number: n, ...extra },
  });
}

function order(relay: TestRelay): string[] {
  const { state, setup, t } = relay.relay.hall.engine;
  return callingOrder(state, ['B'], setup.policy, t).map(({ ticket }) => ticket.label);
}

describe('letters', () => {
  test('[TA1] a kiosk is told its letter, the same one as often as it asks; another kiosk gets another', async () => {
    const relay = await startRelay();
    const [one, two] = [await pairedKiosk(relay), await pairedKiosk(relay)];
    const first = await seriesOf(one);
    expect(first).toEqual({ letter: 'K', until: '2026-11-30', day: '2026-11-23' });
    const { seq } = relay.relay.hall.engine.state;
    expect(await seriesOf(one)).toEqual(first);
    expect(relay.relay.hall.engine.state.seq).toBe(seq);
    expect((await seriesOf(two)).letter).toBe('L');
    expect((await (await pc(relay, '0317')).post('/api/series')).status).toBeGreaterThanOrEqual(400);
  });

  test('[TA1] it is kept through a restart and the change of day', async () => {
    const relay = await startRelay();
    const kiosk = await pairedKiosk(relay);
    await seriesOf(kiosk);
    relay.wall.now += 24 * 3_600_000;
    await relay.relay.hall.tick();
    expect(await seriesOf(kiosk)).toEqual({ letter: 'K', until: '2026-12-01', day: '2026-11-24' });
  });

  test('[TA1] a counter gets its letter with its first command, in the ledger', async () => {
    const relay = await startRelay();
    const counter = await Counter.open(await pc(relay, '0317'), '0317');
    await counter.act('openWindow', { window: 1 });
    expect(counter.state.letters.get(counter.browser.incarnation)).toEqual({ letter: 'K', until: '2026-11-30' });
  });
});

describe('numbers that a kiosk gave without the line', () => {
  test('[TA2] [TA3] they join in the order they were taken, once, and their receipts work', async () => {
    const relay = await startRelay();
    const [kiosk, other] = [await pairedKiosk(relay), await pairedKiosk(relay)];
    await seriesOf(kiosk);
    relay.wall.now += 10 * 60_000;
    await other.post('/api/commands', takeRow(relay, other, 1));
    relay.wall.now += 10 * 60_000;
    await other.post('/api/commands', takeRow(relay, other, 2));
    const { token, tokenHash } = newToken();
    const rows = [
      aloneRow(relay, kiosk, 1, 15, { tokenHash }),
      aloneRow(relay, kiosk, 2, 5),
      aloneRow(relay, kiosk, 3, 0),
    ];
    for (const row of [...rows, ...rows]) {
      expect((await kiosk.post('/api/commands', row)).body).toMatchObject({ ok: true });
    }
    expect(order(relay)).toEqual(['BK001', 'B001', 'BK002', 'B002', 'BK003']);
    expect((await kiosk.get(`/api/receipts/${token}`)).body).toMatchObject({ ticket: { label: 'BK001' } });
  });

  test('[TA3] a clock that is hours slow does not bring anybody before the kiosk was last in touch', async () => {
    const relay = await startRelay();
    const [kiosk, other] = [await pairedKiosk(relay), await pairedKiosk(relay)];
    await seriesOf(kiosk);
    await other.post('/api/commands', takeRow(relay, other, 1));
    relay.wall.now += 60_000;
    await seriesOf(kiosk);
    relay.wall.now += 10 * 60_000;
    await kiosk.post('/api/commands', aloneRow(relay, kiosk, 1, 180));
    expect(order(relay)).toEqual(['B001', 'BK001']);
    expect([...relay.relay.hall.engine.state.tickets.values()][1]?.takenAt).toBe(10 * 3_600_000 + 60_000);
  });
});
